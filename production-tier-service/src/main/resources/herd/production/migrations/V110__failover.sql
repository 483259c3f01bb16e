-- One row for each failover: what it rests on while it runs, its report afterwards. Its story and the times of
-- its steps are the pair's transitions.
CREATE TABLE failover (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  resource_id uuid NOT NULL REFERENCES resource,
  old_leader uuid NOT NULL,
  new_leader uuid NOT NULL,
  qualified boolean NOT NULL,        -- the standby's standing when it began
  began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  receipt text CHECK (receipt IN ('MUTE', 'STOPPED')),
  receipt_at timestamptz,
  receipt_why text,                  -- by whom, and the positions it was given with
  stopped_at timestamptz,            -- when the stopped receipt was had, be it later
  promoted_at timestamptz,
  new_timeline int,
  switch_position text,              -- where the new timeline leaves the old
  moved_at timestamptz,
  lost_commits bigint,               -- counted on the old leader's own WAL; null while unknown
  outcome text CHECK (outcome IN ('GIVEN_UP', 'REJOINED', 'ABANDONED')),
  ended_at timestamptz
);
CREATE UNIQUE INDEX failover_open ON failover (resource_id) WHERE ended_at IS NULL;
CREATE INDEX failover_resource ON failover (resource_id, id);
