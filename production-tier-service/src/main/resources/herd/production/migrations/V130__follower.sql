-- Which resources follow which (decision 10): streaming, read-only copies on servers of their own, until they stand alone.
CREATE TABLE follower (
  resource_id uuid PRIMARY KEY REFERENCES resource,
  leader_id uuid NOT NULL REFERENCES resource,
  copied_at timestamptz,             -- its server holds a copy of the leader's cluster since; null while one is made
  upstream_id uuid REFERENCES server, -- the server it was last pointed at
  held_on uuid REFERENCES server,    -- the leader's standby that keeps WAL for it, too
  held_at timestamptz,
  unfollow_asked_at timestamptz,
  ended_at timestamptz               -- it stands alone, or is gone
);
CREATE INDEX follower_leader ON follower (leader_id) WHERE ended_at IS NULL;
