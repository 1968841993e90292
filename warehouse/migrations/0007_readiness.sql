-- Could the annual document be delivered? Asked every night from 1 October, and kept, so that
-- readiness is a curve.
CREATE TABLE ledger.readiness (
    year        INTEGER,   -- of the document
    night       DATE,      -- local day
    looked_at   TIMESTAMP, -- UTC
    as_of       DATE,      -- day of knowledge: the night, or the freeze once it has passed
    period_from DATE,      -- what the document would have spoken about; NULL if that could not be told
    period_to   DATE,
    delivery    DATE,      -- working day that it is planned for; NULL where the calendar does not cover it
    days_left   INTEGER,   -- working days from the night to the delivery
    blockers    INTEGER,
    stopping    INTEGER,   -- of them: those over which there can be no document
    answer      VARCHAR    -- yes, with_gaps, no
);

-- What stood in the way, a row for each unbroken row of nights.
CREATE TABLE ledger.blocker (
    year       INTEGER,
    kind       VARCHAR, -- calendar, return, check, coverage, translation, analysis, and what later stages add
    subject    VARCHAR, -- what it is about; the same from night to night
    owner      VARCHAR, -- provider, or kind of providers, who can clear it
    stops      BOOLEAN, -- there can be no document
    since      DATE,    -- when it arose
    first_seen DATE,    -- first and last night
    last_seen  DATE,
    text_kk    VARCHAR,
    text_ru    VARCHAR
);
