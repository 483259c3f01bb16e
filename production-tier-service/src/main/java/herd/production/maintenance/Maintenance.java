package herd.production.maintenance;

import herd.production.plan.ProductionPlan;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One planned interruption as the books have it; times by the control plane's clock.
 *
 * @param major the version of Postgres that an upgrade is to
 * @param runAsked its customer did not wait for the time
 * @param failure why an upgrade was given up
 */
public record Maintenance(
    long id,
    UUID resource,
    String method,
    Optional<Integer> major,
    String reason,
    Instant scheduledFor,
    Optional<Instant> previouslyScheduledFor,
    Instant requiredBy,
    boolean runAsked,
    Optional<Instant> startedAt,
    Optional<Instant> completedAt,
    Optional<String> failure,
    Instant createdAt) {

  static final String CHANGEOVER = "changeover";
  static final String RESTART = "restart";
  static final String UPGRADE = "upgrade";

  /** How it is done for a plan: nobody is interrupted for long where there is a second server. */
  public static String method(ProductionPlan plan) {
    return plan.high().isPresent() ? CHANGEOVER : RESTART;
  }

  public boolean upgrades() {
    return method.equals(UPGRADE);
  }

  /**
   * It may be given another time: the copy that an upgrade has begun with only follows till then.
   */
  public boolean movable() {
    return completedAt.isEmpty() && !runAsked && (startedAt.isEmpty() || upgrades());
  }

  /** In the platform's words. */
  public String status() {
    return completedAt.isPresent()
        ? "completed"
        : runAsked || startedAt.isPresent() ? "running" : "pending";
  }
}
