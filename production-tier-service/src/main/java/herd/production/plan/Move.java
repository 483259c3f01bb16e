package herd.production.plan;

import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.server.ServerSize;
import java.util.Optional;

/**
 * What a database's plan and its upgrade ask of its servers (decisions 13 and 15). Only a
 * customer's change of plan moves a database to servers of another size: an operator who edits the
 * plans moves nobody.
 *
 * @param changing the customer has asked for this plan, and it does not hold yet
 * @param major the version of Postgres that its upgrade is to, while there is one
 */
public record Move(ProductionPlan plan, boolean changing, Optional<Integer> major) {

  public static Move of(ResourceRecord row, Plans plans, Optional<Integer> major) {
    boolean made = row.getPlanApplied() != null;
    return new Move(
        ProductionPlan.of(plans, row.getPlan()),
        made && !row.getPlan().equals(row.getPlanApplied()),
        major);
  }

  public boolean fits(ServerRecord leader) {
    return fitsPlan(leader) && major.filter(to -> !to.equals(leader.getPostgresMajor())).isEmpty();
  }

  /** Whatever an upgrade asks for besides. */
  public boolean fitsPlan(ServerRecord leader) {
    return !changing || ServerSize.of(leader).equals(plan.size());
  }

  /** What a second server is made as; one that is otherwise is replaced. */
  public ServerSize sizeBeside(ServerRecord leader) {
    return changing ? plan.size() : ServerSize.of(leader);
  }
}
