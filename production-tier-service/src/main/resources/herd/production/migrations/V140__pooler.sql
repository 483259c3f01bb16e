-- Databases that have a connection pool (decision 12): a PgBouncer on the leader's server.
CREATE TABLE pooler (
  resource_id uuid PRIMARY KEY REFERENCES resource,
  server_id uuid REFERENCES server,  -- where it was started last; the leader, unless that has moved since
  port int,                          -- there
  config_told int NOT NULL DEFAULT -1, -- the resource.config_version the platform knows its URL with
  wanted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
