package herd.simulator.http;

import java.util.UUID;

/** Who sent a request. */
public sealed interface Caller {
  /** A customer, who may do everything with what is theirs. */
  record User(String email) implements Caller {}

  /** The add-on's provider, with the access token of one add-on. */
  record Partner(UUID addon) implements Caller {}
}
