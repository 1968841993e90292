-- How long a run took, which attempt it was, and when it is tried again. ran_at is its
-- beginning. Runs on record from before have none of these.
ALTER TABLE ledger.run ADD COLUMN ended_at TIMESTAMP;  -- UTC
ALTER TABLE ledger.run ADD COLUMN attempt INTEGER;     -- 1: the first; more: after failures
ALTER TABLE ledger.run ADD COLUMN next_at TIMESTAMP;   -- of a failed run that is tried again, UTC
ALTER TABLE ledger.run ADD COLUMN findings BIGINT;     -- in what it read

-- What a person had to be told: attempts that failed until their time was up, or something
-- that no further attempt could put right.
CREATE SEQUENCE ledger.alert_number;

CREATE TABLE ledger.alert (
    alert      BIGINT,
    raised_at  TIMESTAMP, -- UTC
    cleared_at TIMESTAMP, -- NULL: still so
    kind       VARCHAR,   -- of run; clock: the clock of the machine went back
    source     VARCHAR,   -- of a pull
    attempts   INTEGER,
    since      TIMESTAMP, -- the first failure
    message    VARCHAR
);
