-- Planned interruptions: a change of the leader where there is a standby, else a restart. One is open at most.
CREATE TABLE maintenance (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  resource_id uuid NOT NULL REFERENCES resource,
  method text NOT NULL CHECK (method IN ('changeover', 'restart')),
  reason text NOT NULL,
  scheduled_for timestamptz NOT NULL,
  previously_scheduled_for timestamptz,
  required_by timestamptz NOT NULL,
  run_asked_at timestamptz,          -- by its customer, who does not wait for the time
  started_at timestamptz,
  server_id uuid REFERENCES server,  -- the leader when it started
  mark bigint,                       -- its last failover then, or the restart that was asked of the server
  completed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX maintenance_open ON maintenance (resource_id) WHERE completed_at IS NULL;
CREATE INDEX maintenance_resource ON maintenance (resource_id, id);

-- When customers want it; in half hours of the week, UTC, from Monday 00:00. Without a row it derives from the id.
CREATE TABLE maintenance_window (
  resource_id uuid PRIMARY KEY REFERENCES resource,
  half_hour int NOT NULL CHECK (half_hour BETWEEN 0 AND 335),
  previous int
);
