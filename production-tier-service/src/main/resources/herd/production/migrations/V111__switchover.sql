-- A planned change of the leader is a failover, too: asked for by an operator, with an orderly stop for a receipt.
ALTER TABLE failover ADD planned boolean NOT NULL DEFAULT false;

-- What operators wish of a pair: a pair of counters, as for every wish that can be made again.
CREATE TABLE pair_wish (
  resource_id uuid PRIMARY KEY REFERENCES resource,
  switch_asked int NOT NULL DEFAULT 0,
  switch_done int NOT NULL DEFAULT 0
);
