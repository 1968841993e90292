-- What arrived, what became of it, and what models may ask about time and place.
CREATE SCHEMA raw;
CREATE SCHEMA ledger;
CREATE SCHEMA reference;
CREATE SCHEMA staging;
CREATE SCHEMA core;
CREATE SCHEMA mart;

CREATE SEQUENCE ledger.landing_number;

-- One row a batch of bytes safely stored. landing_id is the hash of source, provider,
-- period and bytes, so that landing the same thing twice changes nothing.
CREATE TABLE ledger.landing (
    landing     BIGINT,
    landing_id  VARCHAR,
    source      VARCHAR,
    provider    VARCHAR,
    period      VARCHAR,
    period_from DATE,
    period_to   DATE,      -- last day, inclusive
    origin      VARCHAR,
    media_type  VARCHAR,
    sha256      VARCHAR,   -- of the bytes as received
    bytes       BIGINT,
    encrypted   BOOLEAN,
    path        VARCHAR,   -- below the landing folder
    landed_at   TIMESTAMP, -- UTC
    landed_on   DATE       -- local day, Asia/Almaty
);

-- One row a landing that was read: what it said and how its rows were disposed of.
-- received = accepted + rejected + duplicate + out_of_scope is checked before the commit.
CREATE TABLE ledger.version (
    landing      BIGINT,
    source       VARCHAR,
    provider     VARCHAR,
    period       VARCHAR,
    version      INTEGER,
    verdict      VARCHAR,  -- accepted, partly, refused
    content      VARCHAR,  -- data, nil, cannot_provide; NULL where the file was refused
    reason       VARCHAR,
    received     BIGINT,
    accepted     BIGINT,
    rejected     BIGINT,
    duplicate    BIGINT,
    out_of_scope BIGINT,
    ruleset      VARCHAR,  -- hash of the contract the rows were checked against
    CHECK (received = accepted + rejected + duplicate + out_of_scope)
);

CREATE TABLE ledger.finding (
    landing    BIGINT,
    row        BIGINT,   -- NULL: the whole file
    sender_key VARCHAR,
    field      VARCHAR,
    value      VARCHAR,  -- masked if the field is personal
    rule       VARCHAR,
    severity   VARCHAR   -- file, row, warning, information
);

-- One row a source that a pull brought something of or failed at, and one a release.
CREATE SEQUENCE ledger.run_number;

CREATE TABLE ledger.run (
    run      BIGINT,
    ran_at   TIMESTAMP, -- UTC
    kind     VARCHAR,   -- pull, publish
    source   VARCHAR,   -- of a pull
    state    VARCHAR,   -- done, failed
    landed   BIGINT,    -- batches read
    refused  BIGINT,
    received BIGINT,    -- rows
    accepted BIGINT,
    rejected BIGINT,
    message  VARCHAR    -- what failed, or what was made
);

CREATE TABLE ledger.release (
    release_id VARCHAR,
    made_at    TIMESTAMP,
    as_of      DATE
);

CREATE TABLE reference.parameter (
    as_of       DATE,
    period_from DATE,
    period_to   DATE,
    roll_from   DATE,
    prev_from   DATE,
    prev_to     DATE
);

CREATE TABLE reference.day (day DATE, working BOOLEAN, n BIGINT);

CREATE TABLE reference.expected (
    source        VARCHAR,
    provider      VARCHAR,
    provider_kind VARCHAR,
    period        VARCHAR,
    period_from   DATE,
    period_to     DATE,
    due_on        DATE,
    due_eff       DATE,
    paragraph     VARCHAR,
    expected      BOOLEAN,
    why           VARCHAR
);

CREATE TABLE reference.region (region VARCHAR, kato VARCHAR, name_kk VARCHAR, name_ru VARCHAR, population BIGINT);

CREATE TABLE reference.body (body VARCHAR, kind VARCHAR, name_kk VARCHAR, name_ru VARCHAR);

CREATE TABLE reference.source (source VARCHAR, title_kk VARCHAR, title_ru VARCHAR, paragraph VARCHAR, cadence VARCHAR, provider VARCHAR);

-- What each rule of ingest says, without values.
CREATE TABLE reference.rule (rule VARCHAR, name_kk VARCHAR, name_ru VARCHAR);

-- The balance of promise 1: a file whose place a newer accepted version of the same
-- return has taken is superseded, with all its accepted rows.
CREATE VIEW ledger.balance AS
SELECT
    v.landing, v.source, v.provider, v.period, v.version, v.verdict, v.received,
    CASE WHEN newer.landing IS NULL THEN v.accepted ELSE 0 END AS accepted,
    v.rejected,
    v.duplicate,
    CASE WHEN newer.landing IS NULL THEN 0 ELSE v.accepted END AS superseded,
    v.out_of_scope
FROM ledger.version v
LEFT JOIN (
    SELECT source, provider, period, max(landing) AS landing
    FROM ledger.version
    WHERE verdict IN ('accepted', 'partly')
    GROUP BY source, provider, period
) newer
    ON newer.source = v.source AND newer.provider = v.provider AND newer.period = v.period
    AND newer.landing > v.landing;
