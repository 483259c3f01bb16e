package herd.tier.resource;

import herd.controlplane.Subjects;
import herd.tier.Tier;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.plan.Plan;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Many resources to a server, each with the room its plan is graded to. */
record SharedServers(Subjects subjects, Tier.Grading grading) implements Housing {

  @Override
  public Optional<UUID> reserve(DSLContext in, UUID resource, String region, Plan plan) {
    return Room.reserve(in, subjects, resource, region, grading.roomFor(plan));
  }

  @Override
  public Optional<String> resize(DSLContext in, ResourceRecord resource, Plan plan) {
    return Room.resize(in, resource.getId(), resource.getServerId(), grading.roomFor(plan))
        ? Optional.empty()
        : Optional.of(
            "There is no room on your database's server for the plan %s at the moment. Please try"
                    .formatted(plan.name())
                + " again later, or copy your data to a new database of that plan.");
  }

  @Override
  public void giveBack(DSLContext in, UUID resource) {
    Room.giveBack(in, resource);
  }
}
