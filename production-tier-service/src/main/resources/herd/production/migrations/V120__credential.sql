-- Credentials beside the first login of a database, and changes of a login (decision 11). The credential "default" has a
-- row once something was asked of it; its URL stays in resource, where the platform's comes from.
CREATE TABLE credential (
  resource_id uuid NOT NULL REFERENCES resource,
  name text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_-]{0,49}$'),
  slot int NOT NULL DEFAULT 0 CHECK (slot IN (0, 1)), -- which of its two logins the customer is told
  password text,                     -- sealed; of that login; null for default: it is resource.password
  next_password text,                -- sealed; of the other login, which is still to be made
  old_password text,                 -- sealed; of the other login, which may still be used
  turned_at timestamptz,             -- when the told login took the other's place
  forced boolean NOT NULL DEFAULT false, -- sessions of the old login are cut as soon as the platform knows the new one
  version int NOT NULL DEFAULT 1,    -- rises with every change of its URL that is its own
  told int NOT NULL DEFAULT 0,       -- the version the platform knows
  config_told int NOT NULL DEFAULT 0, -- the resource.config_version it knows it with: host and port
  asked int NOT NULL DEFAULT 0,      -- its roles are to be made, or made whole
  done int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  unwanted_at timestamptz,           -- the row goes when its roles and the platform's copy are gone
  PRIMARY KEY (resource_id, name)
);
