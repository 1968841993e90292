-- The most that missing returns may hold: for each of them the provider's
-- largest return of the last 12 months, without history the 95th percentile.
WITH received AS (
    SELECT s.win, rt.source, rt.provider, rt.rows_accepted
    FROM mart.span s
    JOIN core.return rt ON rt.timeliness IN ('on_time', 'late') AND rt.period_from BETWEEN r0 AND p1
),
largest AS (
    SELECT win, source, provider, MAX(rows_accepted) AS most FROM received GROUP BY win, source, provider
),
usual AS (
    SELECT win, source, QUANTILE_DISC(rows_accepted, 0.95) AS most FROM received GROUP BY win, source
)
SELECT s.win AS "window", rt.source, CAST(SUM(COALESCE(l.most, u.most, 0)) AS BIGINT) AS most
FROM mart.span s
JOIN core.return rt ON rt.expected AND rt.timeliness = 'missing' AND rt.due_eff <= s.as_of AND rt.period_from BETWEEN s.p0 AND s.p1
LEFT JOIN largest l ON l.win = s.win AND l.source = rt.source AND l.provider = rt.provider
LEFT JOIN usual u ON u.win = s.win AND u.source = rt.source
GROUP BY s.win, rt.source
