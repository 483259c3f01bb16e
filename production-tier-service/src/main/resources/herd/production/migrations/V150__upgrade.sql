-- An upgrade of Postgres is a planned change of the leader whose standby is made one of another major version meanwhile.
ALTER TABLE maintenance DROP CONSTRAINT maintenance_method_check;
ALTER TABLE maintenance ADD CONSTRAINT maintenance_method_check CHECK (method IN ('changeover', 'restart', 'upgrade'));
ALTER TABLE maintenance ADD postgres_major int CHECK ((postgres_major IS NULL) = (method <> 'upgrade'));
ALTER TABLE maintenance ADD failure text; -- of an upgrade that was given up: the database is as it was

ALTER TABLE failover ADD upgrade_to int;
ALTER TABLE failover ADD upgraded_at timestamptz;    -- the standby's cluster is of the new version, and was never started
ALTER TABLE failover ADD upgrade_failure text;       -- nobody was promoted, and the old leader leads again
