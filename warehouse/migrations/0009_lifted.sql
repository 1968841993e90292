-- An exemption that is lifted: the return is asked for again. Of one return the newest act
-- counts.
ALTER TABLE ledger.exemption ADD COLUMN IF NOT EXISTS lifted BOOLEAN DEFAULT FALSE;
