-- Where the old leader's WAL ends, when it was shut down in order: a standby that was promoted past it has everything.
ALTER TABLE failover ADD stopped_position text;
