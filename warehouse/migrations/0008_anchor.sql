-- The newest entry of the audit log when a release was made, as number:hash. A log whose end
-- is cut off later does not agree with it.
ALTER TABLE ledger.release ADD COLUMN audit VARCHAR;
