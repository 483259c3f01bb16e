package herd.fleet.tenant;

import java.time.Duration;
import java.util.Map;

/**
 * What the role of a tenant may use at most. A session may lift the idle limit for itself; whoever
 * does is found by looks and cut ({@link EndLongTransactions}).
 *
 * @param connections at once
 * @param idleInTransaction after which a session that does nothing within a transaction is ended
 * @param temporaryFileBytes of one session's sorts and hashes; the customer cannot raise it
 */
public record TenantLimits(int connections, Duration idleInTransaction, long temporaryFileBytes) {
  Map<String, String> arguments() {
    return Map.of(
        "CONNECTIONS", Integer.toString(connections),
        "IDLE_IN_TRANSACTION", idleInTransaction.toMillis() + "ms",
        "TEMP_FILES", Math.max(1, temporaryFileBytes / 1024) + "kB");
  }
}
