package herd.production.high;

import herd.production.plan.Receipt;
import java.time.Instant;
import java.util.Optional;

/**
 * A failover that has not ended.
 *
 * @param planned nobody is lost: the leader is stopped in order, and gives its standby everything
 * @param upgrade what it is for, when that is another version of Postgres
 * @param qualified the standby's standing when it began: what a mute receipt rests on
 * @param stoppedAt when the stopped receipt was had, by the control plane's clock
 */
public record Failover(
    long id,
    boolean qualified,
    boolean planned,
    Optional<Receipt> receipt,
    Optional<Instant> stoppedAt,
    boolean promoted,
    Optional<Upgrade> upgrade) {}
