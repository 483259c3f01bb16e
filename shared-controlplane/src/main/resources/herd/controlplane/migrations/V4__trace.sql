-- The trace id of the request a wish came with: the loop's log lines, acts and transitions bear it until
-- the wish is fulfilled. An incident's is that of the round that opened it. Null: nobody asked for anything.
ALTER TABLE control.subject ADD COLUMN trace text;
ALTER TABLE control.transition ADD COLUMN trace text;
ALTER TABLE control.act ADD COLUMN trace text;
