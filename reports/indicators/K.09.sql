-- K.09: Materials complete in both languages.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, l.posted_kk_on <= p1 AND l.posted_ru_on <= p1 AS hit
    FROM span JOIN core.legal_act l ON l.in_force_from <= p1
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
