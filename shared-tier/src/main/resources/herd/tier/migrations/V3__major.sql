-- The major version of Postgres that a server's cluster has, or is to have; null until it is known, and before that for the
-- version that its machine usually makes.
ALTER TABLE server ADD postgres_major int;
