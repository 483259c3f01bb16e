-- What a server was told of its settings last (decision 16). It is told again whenever that differs from what it is to have:
-- the customer chose otherwise, the plan was edited, or another Herd derives other settings from the same plan.
-- setting_wish and server_setting.done served the same for customers' choices only; nobody reads them any more.
ALTER TABLE server_setting ALTER done SET DEFAULT 0;
ALTER TABLE server_setting ADD given text;         -- fingerprint of what it was told; null: unknown
ALTER TABLE server_setting ADD after_restart text; -- names of those that hold only after a restart, as it said then
ALTER TABLE server_setting ADD room text;          -- name:value of those a standby may have no less of than its leader
