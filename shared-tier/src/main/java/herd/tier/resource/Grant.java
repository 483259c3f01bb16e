package herd.tier.resource;

import herd.tier.generated.tables.records.ResourceRecord;

/** Where the exchange of the grant code stands. */
public enum Grant {
  /** There is none to exchange, or it is done. */
  SETTLED,
  /** It can be exchanged. */
  OPEN,
  /** The answer was lost, or the code refused: only a human can help. */
  LOST;

  public static Grant of(ResourceRecord row) {
    return switch (row.getGrantState()) {
      case "given", "sent" -> OPEN;
      case "lost" -> LOST;
      default -> SETTLED;
    };
  }

  /** Whether the platform is told of it with a token of its own; the classic contract has none. */
  public static boolean isTold(ResourceRecord row) {
    return row.getContract().equals("v3") && row.getGrantState().equals("held");
  }
}
