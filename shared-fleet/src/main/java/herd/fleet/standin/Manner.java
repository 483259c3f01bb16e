package herd.fleet.standin;

/** How a stand-in behaves towards those who look at it. */
public enum Manner {
  /** Like a Postgres that is well. */
  ANSWERS,
  /** Accepts the connection and never says a word. */
  HANGS,
  /** Logs one in, and never answers a query. */
  HANGS_IN_QUERIES,
  /** Begins a long message and sends a byte of it now and then, for ever. */
  DRIPS,
  /** Takes any proof, without knowing the verifier. */
  IMPOSTOR,
  /** Lets everyone in without asking for a secret. */
  TRUSTS,
  /** Asks for the password in the clear. */
  ASKS_FOR_THE_PASSWORD,
  /** Says that it is starting up. */
  STARTS,
  /** Hangs up after the start-up packet. */
  HANGS_UP,
  /** Speaks HTTP. */
  IS_NO_POSTGRES
}
