-- Until when a leader's change is asked for that cannot begin yet; null: until it is done. An operator who asked an hour
-- ago does not expect it now.
ALTER TABLE pair_wish ADD switch_until timestamptz;
