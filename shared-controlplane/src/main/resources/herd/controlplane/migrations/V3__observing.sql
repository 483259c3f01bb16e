-- After a restore nobody acts on a server before its fence files were read (SAFETY 5): whoever looks at one notes
-- here the highest generation they hold, and the keeper raises ours above every one of them.
ALTER TABLE control.generation ADD COLUMN raised_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE TABLE control.fence_mark (
  subject_id uuid PRIMARY KEY,
  generation int NOT NULL,  -- 0: no act was ever here
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE ON control.fence_mark TO herd_service;

CREATE OR REPLACE FUNCTION control.restored() RETURNS int LANGUAGE sql
  BEGIN ATOMIC
    UPDATE control.generation SET number = number + 1, observing = true, raised_at = clock_timestamp() RETURNING number;
  END;
