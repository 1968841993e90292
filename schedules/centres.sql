-- When each centre was active, by every edition of the register that counts on a day (the
-- newest accepted version of each month): from the issue of its certificate to its end, or
-- to the eve of the day it was withdrawn or terminated; nothing follows a termination.
-- Editions say the state on their day only, so the first day of a withdrawal and the
-- first of a resumption after it are taken from the editions that report them. The list of
-- certificates not to be renewed ends one too, unless a later edition of the register
-- still shows it as live: that is a contradiction to be asked about (r12), not an end.
WITH counted AS (
    SELECT l.source, max(l.landing) AS landing, max(l.period_from) AS period_from
    FROM ledger.landing l
    JOIN ledger.version v ON v.landing = l.landing
    WHERE l.source IN ('accredited-centres', 'discontinued-centres')
      AND v.verdict IN ('accepted', 'partly')
      AND l.landed_on <= CAST(? AS DATE)
    GROUP BY l.source, l.provider, l.period
),
discontinued AS (
    SELECT d.bin, d.certificate_no, min(d.terminated_on) AS terminated_on
    FROM raw.discontinued_centres d
    JOIN counted c ON c.landing = d._landing
    WHERE d._state = 0
      AND NOT EXISTS (
          SELECT 1
          FROM raw.accredited_centres a
          JOIN counted e ON e.landing = a._landing
          WHERE a._state = 0 AND a.bin = d.bin AND a.certificate_no = d.certificate_no
            AND a.status IN ('issued', 'reissued', 'resumed') AND e.period_from > d.terminated_on
      )
    GROUP BY d.bin, d.certificate_no
),
events AS (
    SELECT
        r.bin, r.certificate_no, r.status, r.status_on,
        max(r.valid_to) AS valid_to,
        min(r.issued_on) AS issued_on,
        CASE r.status WHEN 'issued' THEN 1 WHEN 'reissued' THEN 2 WHEN 'withdrawn' THEN 3 WHEN 'resumed' THEN 4 ELSE 5 END AS step
    FROM raw.accredited_centres r
    JOIN counted c ON c.landing = r._landing
    WHERE r._state = 0
    GROUP BY r.bin, r.certificate_no, r.status, r.status_on
    UNION ALL
    SELECT d.bin, d.certificate_no, 'terminated', d.terminated_on, max(r.valid_to), min(r.issued_on), 5
    FROM discontinued d
    JOIN raw.accredited_centres r ON r.bin = d.bin AND r.certificate_no = d.certificate_no AND r._state = 0
    GROUP BY d.bin, d.certificate_no, d.terminated_on
),
ordered AS (
    SELECT
        *,
        lead(status_on) OVER (PARTITION BY bin, certificate_no ORDER BY status_on, step) AS next_on,
        row_number() OVER (PARTITION BY bin, certificate_no ORDER BY status_on, step) AS place,
        min(CASE WHEN status = 'terminated' THEN status_on END) OVER (PARTITION BY bin, certificate_no) AS ended_on
    FROM events
),
spans AS (
    SELECT
        bin,
        CASE WHEN place = 1 AND status <> 'resumed' THEN issued_on ELSE status_on END AS span_from,
        least(valid_to, coalesce(next_on - 1, valid_to)) AS span_to
    FROM ordered
    WHERE status IN ('issued', 'reissued', 'resumed')
      AND (ended_on IS NULL OR status_on < ended_on)
    UNION ALL
    -- First heard of when already withdrawn or terminated: active until the eve of that day.
    SELECT bin, issued_on, least(valid_to, status_on - 1)
    FROM ordered
    WHERE place = 1 AND status IN ('withdrawn', 'terminated')
)
SELECT bin, span_from, span_to
FROM spans
WHERE span_from <= span_to
ORDER BY bin, span_from, span_to;
