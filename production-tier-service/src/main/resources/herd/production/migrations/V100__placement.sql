-- Which servers a resource of this tier has, and as what. A tier's own migrations are numbered from 100:
-- the ones all tiers share come from another room, below that.

CREATE TABLE placement (
  resource_id uuid NOT NULL REFERENCES resource,
  server_id uuid NOT NULL REFERENCES server,
  role text NOT NULL CHECK (role IN ('LEADER', 'STANDBY', 'OLD_LEADER')),
  epoch int NOT NULL DEFAULT 1,          -- rises with every change of the standing
  standing text NOT NULL DEFAULT 'NONE' CHECK (standing IN ('NONE', 'QUALIFIED')),
  standby_name text,                     -- unique per server and epoch
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (resource_id, server_id)
);
CREATE UNIQUE INDEX placement_leader ON placement (resource_id) WHERE role = 'LEADER';
CREATE UNIQUE INDEX placement_server ON placement (server_id);
