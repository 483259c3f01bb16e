-- What came in lately is asked for by time alone (the blast brake, retention). Rows arrive nearly in
-- the order of their time, so a block-range index of a few pages serves; partitions inherit it.
CREATE INDEX observation_at ON control.observation USING brin (at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX observation_history_at ON control.observation_history USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

-- How far raw observations have been thinned into the history. The row moves on in the transaction
-- that writes the history, so a crash repeats an hour or nothing.
CREATE TABLE control.retention (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  thinned_until timestamptz NOT NULL, -- a full hour
  ran_at timestamptz NOT NULL         -- when all there was to do was done
);
INSERT INTO control.retention (thinned_until, ran_at)
  VALUES (date_trunc('hour', clock_timestamp()) - interval '48 hours', clock_timestamp());
GRANT SELECT ON control.retention TO herd_service;
