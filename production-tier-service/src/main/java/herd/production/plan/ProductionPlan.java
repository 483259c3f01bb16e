package herd.production.plan;

import herd.tier.plan.Plan;
import herd.tier.plan.Plans;
import herd.tier.server.ServerSize;
import java.util.Optional;

/**
 * A plan of this tier: what every plan is, and the machine and the promises that go with it.
 *
 * @param rollbackDays how far back a copy can be had
 * @param high empty for a plan with one server
 */
public record ProductionPlan(
    Plan plan, int cpus, int memoryMb, int rollbackDays, Optional<High> high) {

  /** As the file has it. */
  private record Own(int cpus, int memoryMb, int rollbackDays, Optional<High> high) {}

  /** The plan of a name that the plans have. */
  public static ProductionPlan of(Plans plans, String name) {
    Own own = plans.own(name, Own.class);
    return new ProductionPlan(
        plans.get(name), own.cpus(), own.memoryMb(), own.rollbackDays(), own.high());
  }

  /** The first plan whose servers are of a size. */
  public static Optional<ProductionPlan> ofSize(Plans plans, ServerSize size) {
    return plans.names().stream()
        .map(name -> of(plans, name))
        .filter(plan -> plan.size().equals(size))
        .findFirst();
  }

  public String name() {
    return plan.name();
  }

  /** Each of its servers: the whole of it is the customer's. */
  public ServerSize size() {
    return new ServerSize(memoryMb, plan.bytes(), plan.bytes(), plan.connections());
  }
}
