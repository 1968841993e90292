-- K.01: National Council information received.
WITH unit AS (
    SELECT
        win,
        CAST(YEAR(rt.period_from) AS VARCHAR) || '-Q' || CAST(QUARTER(rt.period_from) AS VARCHAR) AS quarter,
        COALESCE(rt.timeliness IN ('on_time', 'late'), FALSE) AS hit
    FROM mart.span JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1 AND rt.source = 'national-council'
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
