package herd.benchmarks.failover;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Whoever keeps one database on two servers, of which the leader can be lost. */
interface Contender {

  /** Its name and how it is set, as the tables say it. */
  String words();

  /** Waits until its leader is followed by a standby that may take its place. */
  void awaitFormed() throws Exception;

  /** Where the database is now. */
  Address address() throws Exception;

  /** The one address under which it is published anew after a failover; empty where none is. */
  Optional<Callable<Address>> published();

  /** Takes the leader away. */
  void lose(Loss loss) throws Exception;

  /** Waits until its books say that the loss is dealt with; empty where it keeps none. */
  Optional<Course> course(Loss loss, Instant fault) throws Exception;

  /** Gives back what was lost. */
  void heal() throws Exception;
}
