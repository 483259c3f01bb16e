-- What customers have set of Postgres's settings, beside what their plan says.
CREATE TABLE customer_setting (
  resource_id uuid NOT NULL REFERENCES resource,
  name text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (resource_id, name)
);

-- How often they were changed; and up to which change each server has them: a leader and its standby alike, and a new
-- standby as soon as there is one.
CREATE TABLE setting_wish (
  resource_id uuid PRIMARY KEY REFERENCES resource,
  asked int NOT NULL DEFAULT 0
);

CREATE TABLE server_setting (
  server_id uuid PRIMARY KEY REFERENCES server,
  done int NOT NULL
);
