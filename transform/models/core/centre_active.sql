-- One row per unbroken interval in which a centre is active: a certificate in
-- validity whose last event is issue, re-issue or resumption (analysis 1.1). The
-- day of withdrawal is already inactive; nothing follows a termination; intervals
-- of several certificates that touch or overlap are one.
WITH ordered AS (
    SELECT
        c.*,
        lead(event_on) OVER (
            PARTITION BY centre, certificate
            ORDER BY event_on,
                CASE state WHEN 'issued' THEN 1 WHEN 'reissued' THEN 2 WHEN 'withdrawn' THEN 3 WHEN 'resumed' THEN 4 ELSE 5 END
        )                                                                          AS next_on,
        min(CASE WHEN state = 'terminated' THEN event_on END) OVER (PARTITION BY centre, certificate) AS ended_on
    FROM core.centre_certificate AS c
),
bounded AS (
    SELECT
        centre,
        event_on                                                  AS vf,
        coalesce(valid_to, DATE '9999-12-31')                     AS by_validity,
        CAST(coalesce(next_on, DATE '9999-12-31') - INTERVAL '1' DAY AS DATE) AS by_event
    FROM ordered
    WHERE state IN ('issued', 'reissued', 'resumed')
      AND (ended_on IS NULL OR event_on < ended_on)
),
spell AS (
    SELECT
        centre,
        vf,
        CASE WHEN by_validity < by_event THEN by_validity ELSE by_event END AS vt
    FROM bounded
    WHERE by_validity >= vf
      AND by_event >= vf
),
marked AS (  -- a spell opens a new interval unless an earlier one reaches its eve
    SELECT
        centre,
        vf,
        vt,
        CASE
            WHEN date_diff('day', max(vt) OVER (PARTITION BY centre ORDER BY vf, vt ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), vf) <= 1 THEN 0
            ELSE 1
        END AS opens
    FROM spell
),
numbered AS (
    SELECT
        centre,
        vf,
        vt,
        sum(opens) OVER (PARTITION BY centre ORDER BY vf, vt ROWS UNBOUNDED PRECEDING) AS island
    FROM marked
)
SELECT
    centre,
    min(vf)                                                     AS vf,
    CASE WHEN max(vt) < DATE '9999-12-30' THEN max(vt) END      AS vt
FROM numbered
GROUP BY centre, island
