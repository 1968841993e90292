-- Returns that the office does not ask a provider for: an act like any other.
CREATE TABLE ledger.exemption (
    act         BIGINT,
    source      VARCHAR,
    provider    VARCHAR,
    period_from VARCHAR,   -- first period
    period_to   VARCHAR,   -- last period
    reason      VARCHAR,
    who         VARCHAR,   -- who decided
    set_at      TIMESTAMP  -- UTC
);
