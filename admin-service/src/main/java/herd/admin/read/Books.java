package herd.admin.read;

import static herd.controlplane.generated.Tables.LEASE;
import static herd.controlplane.generated.Tables.NOTICE;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SortOrder;
import org.jooq.impl.DSL;

/** Tickets and pages, newest first; and who has the right to change what just now. */
public record Books(DSLContext dsl) {

  public Slice notices(Params params) {
    List<Condition> where = new ArrayList<>();
    params.text("kind").map(NOTICE.KIND::eq).ifPresent(where::add);
    params.uuid("incident_id").map(NOTICE.INCIDENT_ID::eq).ifPresent(where::add);
    params.uuid("subject_id").map(NOTICE.SUBJECT_ID::eq).ifPresent(where::add);
    params
        .flag("delivered")
        .map(yes -> yes ? NOTICE.DELIVERED_AT.isNotNull() : NOTICE.DELIVERED_AT.isNull())
        .ifPresent(where::add);
    List<Field<?>> order = List.of(NOTICE.CREATED_AT, NOTICE.ID);
    return new Listing(dsl, NOTICE, List.of(NOTICE.fields()), order, SortOrder.DESC)
        .page(DSL.and(where), params);
  }

  /** Those that have run out are shown as well: a holder that died leaves one. */
  public Slice leases(Params params) {
    Condition where = params.uuid("subject_id").map(LEASE.SUBJECT_ID::eq).orElse(DSL.noCondition());
    List<Field<?>> order = List.of(LEASE.SUBJECT_ID, LEASE.HOLDER);
    return new Listing(dsl, LEASE, List.of(LEASE.fields()), order, SortOrder.ASC)
        .page(where, params);
  }
}
