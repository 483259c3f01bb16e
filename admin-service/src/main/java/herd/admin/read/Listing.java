package herd.admin.read;

import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SelectSeekStepN;
import org.jooq.SortOrder;
import org.jooq.TableLike;

/**
 * One kind of list, read part by part; {@code limit} and {@code cursor} are the request's.
 *
 * @param order columns, among those shown, that together are different in every row
 */
record Listing(
    DSLContext dsl,
    TableLike<?> from,
    List<Field<?>> shown,
    List<Field<?>> order,
    SortOrder direction) {

  Slice page(Condition where, Params params) {
    Optional<String> cursor = params.text("cursor");
    return slice(where, params.limit(), cursor.map(text -> Cursor.read(text, order)));
  }

  Slice slice(Condition where, int limit, Optional<List<Field<?>>> after) {
    SelectSeekStepN<Record> ordered =
        dsl.select(shown)
            .from(from)
            .where(where)
            .orderBy(order.stream().map(field -> field.sort(direction)).toList());
    ResultQuery<Record> query =
        after.isPresent()
            ? ordered.seek(after.get().toArray(Field<?>[]::new)).limit(limit + 1)
            : ordered.limit(limit + 1);
    List<Record> rows = query.queryTimeout(Reads.LONGEST_SECONDS).fetch();
    boolean more = rows.size() > limit;
    List<Record> part = more ? rows.subList(0, limit) : rows;
    return new Slice(
        Row.of(part), more ? Optional.of(Cursor.after(part.getLast(), order)) : Optional.empty());
  }
}
