-- D.19: No-show, health.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, COALESCE(st.result = 'no_show' AND st.reason = 'health', FALSE) AS hit
    FROM span JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN p0 AND p1
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
