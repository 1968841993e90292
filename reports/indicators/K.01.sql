-- K.01: National Council information received.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT
        win,
        CAST(YEAR(rt.period_from) AS VARCHAR) || '-Q' || CAST(QUARTER(rt.period_from) AS VARCHAR) AS quarter,
        COALESCE(rt.timeliness IN ('on_time', 'late'), FALSE) AS hit
    FROM span JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1 AND rt.source = 'national-council'
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
