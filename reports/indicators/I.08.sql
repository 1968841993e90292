-- I.08: Accepted at first file.
WITH unit AS (
    SELECT
        win,
        rt.source,
        rt.provider_kind,
        SUBSTR(CAST(rt.period_from AS VARCHAR), 1, 7) AS month,
        rt.source || '/' || SUBSTR(CAST(rt.period_from AS VARCHAR), 1, 7) AS source_month,
        rt.versions = 1 AND rt.timeliness IN ('on_time', 'late') AS hit
    FROM mart.span JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1 AND rt.versions >= 1
)
SELECT
    CASE
        WHEN GROUPING(source) = 0 THEN 'source'
        WHEN GROUPING(provider_kind) = 0 THEN 'provider_kind'
        WHEN GROUPING(month) = 0 THEN 'month'
        WHEN GROUPING(source_month) = 0 THEN 'source_month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(source, provider_kind, month, source_month, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, source), (win, provider_kind), (win, month), (win, source_month))
