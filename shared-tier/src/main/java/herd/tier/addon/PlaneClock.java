package herd.tier.addon;

import static org.jooq.impl.DSL.field;

import herd.controlplane.ControlPlane;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The control plane's clock: the one that ages are measured by, whichever process serves. */
record PlaneClock(ControlPlane plane) {

  Instant now() {
    return plane
        .dsl()
        .select(field("clock_timestamp()", OffsetDateTime.class))
        .fetchSingle()
        .value1()
        .toInstant();
  }
}
