-- I.13: Volume-weighted coverage.
WITH volume AS (  -- rows a provider sends in a year, at least one a period
    SELECT s.win, rt.source, rt.provider,
        GREATEST(CAST(ROUND(SUM(rt.rows_accepted) * 12.0 / COUNT(*)) AS BIGINT), 12) AS weight,
        MAX(rt.rows_accepted) AS largest
    FROM mart.span s
    JOIN core.return rt ON rt.timeliness IN ('on_time', 'late') AND rt.period_from BETWEEN r0 AND p1
    GROUP BY s.win, rt.source, rt.provider
),
unit AS (
    SELECT
        s.win,
        rt.source,
        SUBSTR(CAST(rt.period_from AS VARCHAR), 1, 7) AS month,
        COALESCE(v.weight, 12) AS weight,
        COALESCE(rt.timeliness IN ('on_time', 'late'), FALSE) AS hit
    FROM mart.span s
    JOIN core.return rt ON rt.expected AND rt.due_eff <= s.as_of AND rt.period_from BETWEEN s.p0 AND s.p1
    LEFT JOIN volume v ON v.win = s.win AND v.source = rt.source AND v.provider = rt.provider
)
SELECT
    CASE
        WHEN GROUPING(source) = 0 THEN 'source'
        WHEN GROUPING(month) = 0 THEN 'month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(source, month, 'KZ') AS by_key,
    win AS "window",
    CAST(COALESCE(SUM(weight) FILTER (WHERE hit), 0) AS BIGINT) AS numerator,
    CAST(SUM(weight) AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, source), (win, month))
