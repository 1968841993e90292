-- Returns that the office does not ask a provider for, or asks for again: an act like any
-- other. Of one return the newest act counts.
CREATE TABLE ledger.exemption (
    act         BIGINT,
    source      VARCHAR,
    provider    VARCHAR,
    period_from VARCHAR,   -- first period
    period_to   VARCHAR,   -- last period
    reason      VARCHAR,
    who         VARCHAR,   -- who decided
    lifted      BOOLEAN,   -- asked for again
    set_at      TIMESTAMP  -- UTC
);
