-- Rules that can be changed, questions that can be answered, and what a later arrival
-- changed about an earlier one. Everything here follows from the landings in their order;
-- an act of the office (a changed rule, a tolerance, a confirmation) is a landing too.

-- The landing whose arrival raised a finding; NULL: the row's own.
ALTER TABLE ledger.finding ADD COLUMN opened_by BIGINT;

-- Findings that a later landing has settled.
CREATE TABLE ledger.settled (
    landing    BIGINT,
    row        BIGINT,
    sender_key VARCHAR,
    field      VARCHAR,
    value      VARCHAR,
    rule       VARCHAR,
    severity   VARCHAR,
    opened_by  BIGINT,
    settled_by BIGINT
);

-- Rows whose state a later landing has changed: rejected and accepted again, or the reverse.
CREATE TABLE ledger.moved (
    landing      BIGINT,
    row          BIGINT,
    moved_by     BIGINT,
    state_before UTINYINT,
    state_after  UTINYINT
);

-- Changes to rules; of one rule the newest counts, for what is read after it.
CREATE TABLE ledger.setting (
    act      BIGINT,    -- the landing of the act
    rule     VARCHAR,
    severity VARCHAR,   -- NULL: as built in
    enabled  BOOLEAN,
    who      VARCHAR,
    why      VARCHAR,
    set_at   TIMESTAMP  -- UTC
);

-- Breaches of one rule that are let pass in one return, up to a number and a day.
CREATE TABLE ledger.tolerance (
    act        BIGINT,
    rule       VARCHAR,
    source     VARCHAR,
    provider   VARCHAR,
    period     VARCHAR,
    most       BIGINT,
    reason     VARCHAR,
    approver   VARCHAR,
    expires_on DATE,     -- last day; a version that arrives later is judged without it
    set_at     TIMESTAMP
);

-- Answers of senders: a held version that they confirm.
CREATE TABLE ledger.confirmation (
    act     BIGINT,
    landing BIGINT,
    who     VARCHAR,
    role    VARCHAR,
    why     VARCHAR,
    set_at  TIMESTAMP
);

-- The version of every return that counts: the newest that was accepted, whole or in part.
-- The table holds what the view says; it is there because rules ask it for every file.
CREATE VIEW ledger.counting AS
SELECT v.landing, v.source, v.provider, v.period, l.period_from, l.period_to
FROM ledger.version AS v
JOIN ledger.landing AS l ON l.landing = v.landing
WHERE v.verdict IN ('accepted', 'partly')
QUALIFY row_number() OVER (PARTITION BY v.source, v.provider, v.period ORDER BY v.landing DESC) = 1;

CREATE TABLE ledger.current (
    landing     BIGINT,
    source      VARCHAR,
    provider    VARCHAR,
    period      VARCHAR,
    period_from DATE,
    period_to   DATE
);

INSERT INTO ledger.current SELECT * FROM ledger.counting;

-- The balance of promise 1: a file whose place a newer accepted version of the same
-- return has taken is superseded, with all its accepted rows; one that waits for its
-- sender's answer is held.
CREATE OR REPLACE VIEW ledger.balance AS
SELECT
    v.landing, v.source, v.provider, v.period, v.version, v.verdict, v.received,
    CASE WHEN v.verdict <> 'held' AND newer.landing IS NULL THEN v.accepted ELSE 0 END AS accepted,
    v.rejected,
    v.duplicate,
    CASE WHEN v.verdict <> 'held' AND newer.landing IS NOT NULL THEN v.accepted ELSE 0 END AS superseded,
    v.out_of_scope,
    CASE WHEN v.verdict = 'held' THEN v.accepted ELSE 0 END AS held
FROM ledger.version v
LEFT JOIN ledger.current newer
    ON newer.source = v.source AND newer.provider = v.provider AND newer.period = v.period
    AND newer.landing > v.landing
WHERE v.verdict <> 'act';
