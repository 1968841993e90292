-- Where the next pull of a source goes on that is pulled in parts: offsets of a stream, the
-- newest key or moment of a table. That of the newest landing which was read counts, and
-- what was read is entered in one transaction with its rows.
ALTER TABLE ledger.landing ADD COLUMN "cursor" VARCHAR;
