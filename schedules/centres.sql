-- When each centre was active, by every edition of the register received by a day: from
-- the issue of its certificate to its end, or to the day it was withdrawn or terminated.
-- Editions say the state on their day only, so the first day of a withdrawal and the
-- first of a resumption after it are taken from the editions that report them.
WITH editions AS (
    SELECT DISTINCT r.bin, r.certificate_no, r.issued_on, r.valid_to, r.status, r.status_on
    FROM raw.accredited_centres r
    JOIN ledger.landing l ON l.landing = r._landing
    WHERE r._state = 0 AND l.landed_on <= CAST(? AS DATE)
),
events AS (
    SELECT
        bin, certificate_no, status, status_on, max(valid_to) AS valid_to, min(issued_on) AS issued_on
    FROM editions
    GROUP BY bin, certificate_no, status, status_on
),
ordered AS (
    SELECT
        *,
        lead(status_on) OVER (PARTITION BY bin, certificate_no ORDER BY status_on, status) AS next_on,
        row_number() OVER (PARTITION BY bin, certificate_no ORDER BY status_on, status) AS place
    FROM events
),
spans AS (
    SELECT
        bin,
        CASE WHEN place = 1 AND status IN ('issued', 'reissued') THEN issued_on
             WHEN status IN ('issued', 'reissued', 'resumed') THEN status_on END AS span_from,
        least(valid_to, coalesce(next_on - 1, valid_to)) AS span_to
    FROM ordered
    WHERE status IN ('issued', 'reissued', 'resumed')
    UNION ALL
    -- First heard of when already withdrawn or terminated: active until that day.
    SELECT bin, issued_on, least(valid_to, status_on)
    FROM ordered
    WHERE place = 1 AND status IN ('withdrawn', 'terminated')
)
SELECT bin, span_from, span_to
FROM spans
WHERE span_from <= span_to
ORDER BY bin, span_from;
