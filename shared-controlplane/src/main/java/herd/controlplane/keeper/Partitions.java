package herd.controlplane.keeper;

import org.jooq.DSLContext;

/** The days that have a partition of control.observation. Days are UTC days. */
final class Partitions {

  /** So many days ahead partitions are made. */
  static final int DAYS_AHEAD = 7;

  private static final String AHEAD =
      """
      select coalesce(min(n), 32)::int - 1 from generate_series(0, 31) n
      where not exists (
        select from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'control.observation'::regclass and not i.inhdetachpending
          and c.relname = 'observation_'
            || to_char((clock_timestamp() at time zone 'UTC')::date + n, 'YYYYMMDD'))
      """;

  private Partitions() {}

  /** How many days after today have theirs, without a gap. */
  static int ahead(DSLContext dsl) {
    return dsl.fetchSingle(AHEAD).into(Integer.class);
  }

  /** Makes what is missing, as the schema's owner. */
  static int make(DSLContext owner) {
    return owner.fetchSingle("select control.make_partitions(" + DAYS_AHEAD + ")").into(int.class);
  }
}
