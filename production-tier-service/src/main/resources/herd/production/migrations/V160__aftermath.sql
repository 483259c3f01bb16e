-- What becomes known of a failover only once somebody leads again: until when which clients were without a leader, and
-- what could not follow. Kept here, since the looks it comes from are thinned after two days.
ALTER TABLE failover ADD committed_at timestamptz;   -- the last look before it at which the old leader committed
ALTER TABLE failover ADD told_at timestamptz;        -- the platform has the new address in its config vars
ALTER TABLE failover ADD pool_told_at timestamptz;   -- and that of the pool
ALTER TABLE failover ADD sessions int;               -- customers' sessions at the last look before it
ALTER TABLE failover ADD unlogged_tables bigint;     -- counted at the first look into the database on the new leader
