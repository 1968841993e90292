-- Letters to providers: written first, then sent, so that nothing is sent twice and nothing
-- forgotten. No address of a person stands here: a letter names its provider and a role, and
-- the address is looked up in the moment of sending.

CREATE TABLE ledger.letter (
    letter     VARCHAR,    -- hash of provider, role, channel, day and items
    provider   VARCHAR,
    role       VARCHAR,    -- office, head
    channel    VARCHAR,    -- mail, webhook
    written_on DATE,
    subject    VARCHAR,
    text       VARCHAR,
    state      VARCHAR,    -- written, sending, sent, withdrawn
    attempts   BIGINT,
    tried_at   TIMESTAMP,  -- UTC
    sent_at    TIMESTAMP,  -- UTC
    problem    VARCHAR     -- of the last attempt, without addresses
);

-- What a letter is about; each step of a return is written once to each role.
CREATE TABLE ledger.letter_item (
    letter   VARCHAR,
    provider VARCHAR,
    role     VARCHAR,
    source   VARCHAR,
    period   VARCHAR,
    step     INTEGER       -- working days before (negative) or after the last day on time; 1000: thanks
);
