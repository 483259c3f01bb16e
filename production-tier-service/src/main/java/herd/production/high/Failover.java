package herd.production.high;

import herd.production.high.PairSeen.Grade;
import java.util.Optional;
import java.util.UUID;

/**
 * A failover that has not ended.
 *
 * @param planned nobody is lost: the leader is stopped in order, and gives its standby everything
 * @param qualified the standby's standing when it began: what a mute receipt rests on
 */
public record Failover(
    long id,
    UUID resource,
    UUID oldLeader,
    UUID newLeader,
    boolean qualified,
    boolean planned,
    Optional<Grade> receipt,
    boolean promoted) {}
