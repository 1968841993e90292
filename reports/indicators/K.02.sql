-- K.02: Sector councils reporting activity.
WITH unit AS (
    SELECT
        win,
        CAST(YEAR(rt.period_from) AS VARCHAR) || '-Q' || CAST(QUARTER(rt.period_from) AS VARCHAR) AS quarter,
        COALESCE(rt.content = 'data', FALSE) AS hit
    FROM mart.span JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1 AND rt.source = 'sector-councils'
)
SELECT
    CASE
        WHEN GROUPING(quarter) = 0 THEN 'quarter'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(quarter, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, quarter))
