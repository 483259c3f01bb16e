-- What every tier keeps of its own, in its own schema: the servers it runs and the resources on them.
-- States live in control.subject under the same ids; here are the facts and the wishes. A wish that can
-- be made again and again is a pair of counters: asked and done. Secrets are sealed (never plain text).

CREATE TABLE server (
  id uuid PRIMARY KEY,
  provider text NOT NULL,
  region text NOT NULL,
  zone text NOT NULL,
  provider_id text,                  -- the provider's immutable id, once the machine exists
  address text,
  ssh_port int,
  ssh_user text,
  root text,                         -- the folder on the machine that is Herd's
  host_key text,                     -- pinned: the one public key this machine may show
  port int,                          -- Postgres
  certificate text,                  -- pinned: the PEM of the cluster's own certificate
  system_identifier text,
  monitor_secret text NOT NULL,      -- sealed
  memory_mb int NOT NULL,
  disk_bytes bigint NOT NULL,
  capacity_bytes bigint NOT NULL,    -- room for tenants
  capacity_connections int NOT NULL,
  reserved_bytes bigint NOT NULL DEFAULT 0,
  reserved_connections int NOT NULL DEFAULT 0,
  open boolean NOT NULL DEFAULT true, -- takes new tenants
  restart_asked int NOT NULL DEFAULT 0,
  restart_done int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  destroyed_at timestamptz,
  CHECK (reserved_bytes BETWEEN 0 AND capacity_bytes),
  CHECK (reserved_connections BETWEEN 0 AND capacity_connections)
);

CREATE TABLE resource (
  id uuid PRIMARY KEY,               -- the platform's uuid of the add-on
  contract text NOT NULL CHECK (contract IN ('v3', 'classic')),
  name text NOT NULL,                -- the platform's name of it; may change
  plan text NOT NULL,                -- wanted
  plan_applied text,                 -- the plan whose limits the server holds
  region text NOT NULL,
  options jsonb NOT NULL DEFAULT '{}',
  callback_url text,
  grant_state text NOT NULL DEFAULT 'none' CHECK (grant_state IN ('none', 'given', 'sent', 'held', 'lost')),
  grant_code text,                   -- sealed
  grant_expires_at timestamptz,
  access_token text,                 -- sealed
  refresh_token text,                -- sealed
  token_expires_at timestamptz,
  server_id uuid REFERENCES server,
  reserved_bytes bigint NOT NULL DEFAULT 0,
  reserved_connections int NOT NULL DEFAULT 0,
  database text NOT NULL,
  login text NOT NULL,
  password text NOT NULL,            -- sealed
  tenant_made_at timestamptz,
  tenant_dropped_at timestamptz,
  config_version int NOT NULL DEFAULT 1,
  config_told int NOT NULL DEFAULT 0,
  provisioned_at timestamptz,        -- when the platform was told that it is up
  reset_asked int NOT NULL DEFAULT 0,
  reset_done int NOT NULL DEFAULT 0,
  reset_extensions text[] NOT NULL DEFAULT '{}',
  cut_asked int NOT NULL DEFAULT 0,  -- connection_reset: end every session
  cut_done int NOT NULL DEFAULT 0,
  over_since timestamptz,            -- over a limit of its plan
  limited_at timestamptz,            -- writing was taken away
  vacuumed_at timestamptz,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  deprovisioned_at timestamptz       -- asked for; the row stays for ever, so that the uuid stays gone
);
CREATE INDEX resource_server ON resource (server_id) WHERE tenant_dropped_at IS NULL;
CREATE INDEX resource_name ON resource (name);
