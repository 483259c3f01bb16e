package herd.admin.read;

import static org.jooq.impl.DSL.field;

import herd.controlplane.ControlPlane;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jooq.DSLContext;

/** Everything that is read of the control plane. Thread-safe. */
public final class Reads {

  /** A question of an operator must not keep the database of the whole fleet busy. */
  static final int LONGEST_SECONDS = 10;

  private final DSLContext dsl;

  public Reads(ControlPlane plane) {
    this.dsl = plane.dsl();
  }

  /** What time it is for the control plane: ages on a page are told by this clock. */
  public Instant now() {
    return dsl.fetchValue(field("clock_timestamp()", OffsetDateTime.class)).toInstant();
  }

  public Fleet fleet() {
    return new Fleet(dsl);
  }

  public SubjectReads subjects() {
    return new SubjectReads(dsl);
  }

  public Histories histories() {
    return new Histories(dsl);
  }

  public IncidentReads incidents() {
    return new IncidentReads(dsl);
  }

  public Books books() {
    return new Books(dsl);
  }
}
