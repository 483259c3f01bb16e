-- Run once by a superuser in the database that becomes the control plane, before any release. It makes
-- the roles; their passwords are set by whoever runs it. Can be run again.
--   herd_control      owns schema control and migrates it (process type release)
--   herd_service      what every service may do in schema control; the services' own roles are its members
DO $$
DECLARE
  service text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'herd_control') THEN
    CREATE ROLE herd_control LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'herd_service') THEN
    CREATE ROLE herd_service NOLOGIN;
  END IF;
  FOREACH service IN ARRAY ARRAY['herd_starter_tier', 'herd_production_tier', 'herd_admin', 'herd_backups', 'herd_dataclips', 'herd_front_door'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
      EXECUTE format('CREATE ROLE %I LOGIN IN ROLE herd_service', service);
    END IF;
    EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO %I', current_database(), service);
  END LOOP;
  EXECUTE format('GRANT CREATE, CONNECT ON DATABASE %I TO herd_control', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
END
$$;
