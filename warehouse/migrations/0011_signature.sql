-- What the signature of what was published is worth, where that was looked at: valid,
-- invalid, indeterminate or none, then what is known of the signer, and never a person.
ALTER TABLE ledger.landing ADD COLUMN signature VARCHAR;
