-- Schema control: what every service shares. One row in subject for everything that is looked at.
-- A service writes only subjects it owns: row security compares the owner with the role's own name
-- (role herd_starter_tier owns what says 'starter-tier'). Everything may be read by every service.

CREATE FUNCTION control.service() RETURNS text LANGUAGE sql STABLE
  RETURN replace(substr(current_user, 6), '_', '-');

-- The generation rises whenever the control plane is restored from a backup. While observing, nobody
-- gets a lease: the servers' fence files may know newer tokens than we do.
CREATE TABLE control.generation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  number int NOT NULL DEFAULT 1,
  observing boolean NOT NULL DEFAULT false
);
INSERT INTO control.generation DEFAULT VALUES;
CREATE SEQUENCE control.token_number;

CREATE FUNCTION control.restored() RETURNS int LANGUAGE sql
  BEGIN ATOMIC UPDATE control.generation SET number = number + 1, observing = true RETURNING number; END;

CREATE TABLE control.subject (
  id uuid PRIMARY KEY,
  kind text NOT NULL,                -- server, resource, incident, vantage, keeper …
  owner text NOT NULL DEFAULT control.service(),
  name text NOT NULL,
  part_of uuid,                      -- a resource's server, an incident's subject
  wanted boolean NOT NULL DEFAULT true,
  state text NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  version bigint NOT NULL DEFAULT 1, -- rises with every wish and every transition
  lane text NOT NULL DEFAULT 'ordinary',
  beat_ms int NOT NULL DEFAULT 1000,
  due_at timestamptz DEFAULT clock_timestamp(), -- null: it has left the ring
  taken_until timestamptz,
  taken_by text,
  looked_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- the last completed look
  looked_from text,
  looked_by text,
  stumbles int NOT NULL DEFAULT 0,   -- looks in a row that threw
  troubles text[] NOT NULL DEFAULT '{}', -- types of its open incidents
  held_until timestamptz,
  held_why text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX subject_due ON control.subject (owner, kind, lane, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX subject_name ON control.subject (kind, name);
CREATE INDEX subject_part_of ON control.subject (part_of) WHERE part_of IS NOT NULL;

CREATE TABLE control.observation (
  at timestamptz NOT NULL,           -- when the look ended, by the control plane's clock
  subject_id uuid NOT NULL,
  took_micros int NOT NULL,
  well boolean NOT NULL,
  fresh boolean NOT NULL,            -- a new login, not a kept session
  outcome text NOT NULL,
  vantage text NOT NULL,
  worker text NOT NULL,
  facts jsonb
) PARTITION BY RANGE (at);
CREATE INDEX observation_subject ON control.observation (subject_id, at);

-- Thinned history (SAFETY 24): changes and one row per quarter hour, and all around incidents.
CREATE TABLE control.observation_history (LIKE control.observation);
CREATE INDEX observation_history_subject ON control.observation_history (subject_id, at);

CREATE TABLE control.transition (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  from_state text NOT NULL,
  to_state text NOT NULL,
  why text NOT NULL,
  vantage text NOT NULL,
  worker text NOT NULL
);
CREATE INDEX transition_subject ON control.transition (subject_id, id);

-- What was done about a subject, by name, once for each run of an act.
CREATE TABLE control.act (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  act text NOT NULL,
  why text NOT NULL,
  token text,
  took_micros bigint NOT NULL,
  ok boolean NOT NULL,
  detail text NOT NULL,
  worker text NOT NULL
);
CREATE INDEX act_subject ON control.act (subject_id, id);

CREATE TABLE control.incident (
  id uuid PRIMARY KEY,               -- also a subject of kind incident
  type text NOT NULL,
  subject_id uuid NOT NULL,
  owner text NOT NULL DEFAULT control.service(),
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  cleared_at timestamptz,            -- the condition is gone
  resolved_at timestamptz,
  reopened int NOT NULL DEFAULT 0,
  attempt int NOT NULL DEFAULT 0,    -- how many attempts were begun
  attempt_ended_at timestamptz,      -- when the latest one ended; null while it runs
  retry boolean NOT NULL DEFAULT false,
  ticketed_at timestamptz,
  paged_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text
);
CREATE UNIQUE INDEX incident_open ON control.incident (type, subject_id) WHERE resolved_at IS NULL;
CREATE INDEX incident_subject ON control.incident (subject_id, opened_at);

CREATE TABLE control.incident_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES control.incident,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  what text NOT NULL,
  detail text NOT NULL,
  vantage text NOT NULL,
  worker text NOT NULL
);
CREATE INDEX incident_event_incident ON control.incident_event (incident_id, id);

-- Tickets (to the customer) and pages (to a human operator).
CREATE TABLE control.notice (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN ('ticket', 'page')),
  incident_id uuid NOT NULL REFERENCES control.incident,
  subject_id uuid NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamptz
);
CREATE INDEX notice_incident ON control.notice (incident_id);

-- The time-limited right to change a subject. Several shared leases may stand side by side.
CREATE TABLE control.lease (
  subject_id uuid NOT NULL,
  holder text NOT NULL,
  shared boolean NOT NULL,
  rank int NOT NULL,
  number bigint NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (subject_id, holder)
);

ALTER TABLE control.subject ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON control.subject FOR SELECT USING (true);
CREATE POLICY own_insert ON control.subject FOR INSERT WITH CHECK (owner = (SELECT control.service()));
CREATE POLICY own_update ON control.subject FOR UPDATE USING (owner = (SELECT control.service()));
ALTER TABLE control.incident ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON control.incident FOR SELECT USING (true);
CREATE POLICY own_insert ON control.incident FOR INSERT WITH CHECK (owner = (SELECT control.service()));
CREATE POLICY own_update ON control.incident FOR UPDATE USING (owner = (SELECT control.service()));

GRANT USAGE ON SCHEMA control TO herd_service;
GRANT SELECT ON ALL TABLES IN SCHEMA control TO herd_service;
GRANT INSERT, UPDATE ON control.subject, control.incident TO herd_service;
GRANT INSERT ON control.observation, control.transition, control.act, control.incident_event, control.notice TO herd_service;
GRANT UPDATE (delivered_at) ON control.notice TO herd_service;
GRANT INSERT, UPDATE, DELETE ON control.lease TO herd_service;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA control TO herd_service;
REVOKE EXECUTE ON FUNCTION control.restored() FROM PUBLIC;

-- Partitions are made days ahead by the keeper, which works as the schema's owner.
CREATE FUNCTION control.make_partitions(days_ahead int) RETURNS int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  day date;
  made int := 0;
  name text;
BEGIN
  PERFORM pg_advisory_xact_lock(7450213);
  FOR day IN SELECT generate_series(current_date - 1, current_date + days_ahead, interval '1 day')::date LOOP
    name := 'observation_' || to_char(day, 'YYYYMMDD');
    IF to_regclass('control.' || name) IS NULL THEN
      EXECUTE format('CREATE TABLE control.%I (LIKE control.observation INCLUDING DEFAULTS)', name);
      EXECUTE format('CREATE INDEX ON control.%I (subject_id, at)', name);
      EXECUTE format('ALTER TABLE control.observation ATTACH PARTITION control.%I FOR VALUES FROM (%L) TO (%L)',
        name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END
$$;
REVOKE EXECUTE ON FUNCTION control.make_partitions(int) FROM PUBLIC;
SELECT control.make_partitions(7);
