package herd.production.plan;

import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.plan.Plans;
import herd.tier.server.ServerSize;

/**
 * What a database's plan asks of its servers (decision 13). Only a customer's change of plan moves
 * a database to servers of another size: an operator who edits the plans moves nobody.
 *
 * @param changing the customer has asked for this plan, and it does not hold yet
 */
public record Move(ProductionPlan plan, boolean changing) {

  public static Move of(ResourceRecord row, Plans plans) {
    boolean made = row.getPlanApplied() != null;
    return new Move(
        ProductionPlan.of(plans, row.getPlan()),
        made && !row.getPlan().equals(row.getPlanApplied()));
  }

  public boolean fits(ServerRecord leader) {
    return !changing || ServerSize.of(leader).equals(plan.size());
  }

  /** What a second server is made as; one that is otherwise is replaced. */
  public ServerSize sizeBeside(ServerRecord leader) {
    return changing ? plan.size() : ServerSize.of(leader);
  }
}
