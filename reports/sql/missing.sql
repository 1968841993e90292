-- The most that missing returns may hold: for each of them the provider's
-- largest return of the last 12 months, without history the 95th percentile.
-- Of vacancies not the rows are counted but the places: the largest month.
WITH places AS (
    SELECT win, MAX(vacancies) AS most
    FROM (
        SELECT s.win, v.month, SUM(v.vacancies) AS vacancies
        FROM mart.span s JOIN core.vacancy_month v ON v.month BETWEEN s.r0 AND s.p1
        GROUP BY s.win, v.month
    ) AS month
    GROUP BY win
),
received AS (
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
SELECT s.win AS "window", rt.source,
    CAST(SUM(CASE WHEN rt.source = 'vacancies' THEN COALESCE(p.most, 0) ELSE COALESCE(l.most, u.most, 0) END) AS BIGINT) AS most
FROM mart.span s
JOIN core.return rt ON rt.expected AND rt.timeliness = 'missing' AND rt.due_eff <= s.as_of AND rt.period_from BETWEEN s.p0 AND s.p1
LEFT JOIN largest l ON l.win = s.win AND l.source = rt.source AND l.provider = rt.provider
LEFT JOIN usual u ON u.win = s.win AND u.source = rt.source
LEFT JOIN places p ON p.win = s.win
GROUP BY s.win, rt.source
