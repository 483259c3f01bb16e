package herd.production.plan;

import herd.tier.server.ServerSize;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Postgres's settings for a plan, by name, as postgresql.conf takes them. The same on every server
 * of a resource, so that any of them may lead. Sources: the PostgreSQL manual, chapters 20.4 to
 * 20.6, and the usual rules of thumb (a quarter of the memory for shared buffers, three quarters
 * may be cached in all).
 */
public final class Settings {

  private static final int GIB = 1024;

  private Settings() {}

  /** Of a server that was made for a plan. */
  public static Map<String, String> of(ProductionPlan plan) {
    return of(plan.size(), plan.cpus());
  }

  /** Of a server as it is. */
  public static Map<String, String> of(ServerSize on, int cpus) {
    int memory = on.memoryMb();
    int connections = on.maxConnections();
    long diskGb = on.diskBytes() >> 30;
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("max_connections", Integer.toString(connections));
    settings.put("shared_buffers", mb(memory / 4));
    settings.put("effective_cache_size", mb(memory * 3L / 4));
    settings.put("maintenance_work_mem", mb(Math.clamp(memory / 16, 64, 2 * GIB)));
    // Every session may use it several times over; half of what shared buffers leave, shared out.
    settings.put("work_mem", mb(Math.clamp(memory * 3L / 8 / connections, 4, 256)));
    settings.put("max_worker_processes", Integer.toString(Math.max(8, cpus * 2)));
    settings.put("max_parallel_workers", Integer.toString(cpus));
    settings.put("random_page_cost", "1.1");
    settings.put("effective_io_concurrency", "200");
    settings.put("checkpoint_timeout", "5min");
    settings.put("min_wal_size", "256MB");
    settings.put("max_wal_size", mb(Math.clamp(diskGb * GIB / 16, GIB, 16L * GIB)));
    settings.put("wal_compression", "on");
    settings.put("max_wal_senders", "10");
    settings.put("max_replication_slots", "10");
    // A follower that is away for long loses its slot before the leader's disk is full.
    settings.put("max_slot_wal_keep_size", mb(diskGb * GIB / 10));
    // Silence between leader and standby is told in seconds (SAFETY 12).
    settings.put("wal_sender_timeout", "4s");
    settings.put("wal_receiver_timeout", "4s");
    settings.put("wal_receiver_status_interval", "1s");
    settings.put("hot_standby_feedback", "on");
    return settings;
  }

  private static String mb(long megabytes) {
    return megabytes + "MB";
  }
}
