package herd.tier.data;

import herd.service.http.ApiError;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.plan.Plan;
import herd.tier.resource.Resources.Endpoint;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A customer's database as it is known now, from rows and observations only.
 *
 * @param region where its customer asked for it
 * @param state the name of its subject's state
 * @param told whether the platform knows that it is up, or may be told so
 * @param endpoint empty until it stands on a server
 * @param limited writing was taken away because it is over a limit of its plan
 */
public record Database(
    UUID id,
    String name,
    Plan plan,
    String region,
    String state,
    boolean told,
    Optional<Endpoint> endpoint,
    Facts facts,
    Instant createdAt,
    boolean limited) {

  static Database of(
      ResourceRecord row, Plan plan, String state, Optional<Endpoint> endpoint, Facts facts) {
    return new Database(
        row.getId(),
        row.getName(),
        plan,
        row.getRegion(),
        stateOf(row, state),
        row.getProvisionedAt() != null,
        endpoint,
        facts,
        row.getRequestedAt().toInstant(),
        row.getLimitedAt() != null);
  }

  /** Its machine moves on with its next look; who was told that it is up may come before that. */
  private static String stateOf(ResourceRecord row, String state) {
    return state.equals("CREATING") && row.getProvisionedAt() != null ? "AVAILABLE" : state;
  }

  /** It was made and nobody asked for its end; it may be out of order at this moment. */
  public boolean up() {
    boolean made =
        switch (state) {
          case "AVAILABLE", "UNCERTAIN", "UNAVAILABLE" -> true;
          default -> false;
        };
    return made && told && endpoint.isPresent();
  }

  /** The state in the words the Heroku CLI's users know. */
  public String status() {
    return switch (state) {
      // One vantage that cannot see it is no news for its customer.
      case "AVAILABLE", "UNCERTAIN" -> up() ? "Available" : "Preparing";
      case "UNAVAILABLE" -> "Unavailable";
      case "DESTROYING", "DESTROYED" -> "Destroying";
      default -> "Preparing";
    };
  }

  /** For what can only be wished of a database that is there. */
  public void refuseUnlessUp() {
    if (!up()) {
      throw new ApiError(
          422,
          "unprocessable",
          "The database is %s; please wait until it is available."
              .formatted(status().equals("Destroying") ? "being removed" : "preparing"));
    }
  }

  public boolean waiting() {
    return !status().equals("Available");
  }

  public boolean larger(Plan than) {
    return facts.bytes().filter(bytes -> bytes > than.bytes()).isPresent()
        || than.rows().flatMap(most -> facts.rows().filter(rows -> rows > most)).isPresent();
  }
}
