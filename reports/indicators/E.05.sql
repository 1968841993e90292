-- E.05: Bounds of E.02 under missing returns.
WITH monthly AS (  -- outcomes of a centre by month, over the 12 months that end with the window
    SELECT
        s.win,
        ap.centre,
        SUBSTR(CAST(ap.outcome_on AS VARCHAR), 1, 7) AS month,
        COUNT(*) AS n
    FROM mart.span s
    JOIN core.application ap ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on BETWEEN s.r0 AND s.p1
    GROUP BY s.win, ap.centre, SUBSTR(CAST(ap.outcome_on AS VARCHAR), 1, 7)
),
largest AS (
    SELECT m.win, m.centre, COALESCE(c.region, '?') AS region, MAX(m.n) AS most
    FROM monthly m LEFT JOIN core.centre c ON c.centre = m.centre
    GROUP BY m.win, m.centre, COALESCE(c.region, '?')
),
ranked AS (  -- for a centre without history: the 95th percentile of the centres of its region
    SELECT
        win,
        region,
        most,
        ROW_NUMBER() OVER (PARTITION BY win, region ORDER BY most) AS place,
        COUNT(*) OVER (PARTITION BY win, region) AS centres
    FROM largest
),
usual AS (
    SELECT win, region, MIN(most) AS most FROM ranked WHERE place * 100 >= centres * 95 GROUP BY win, region
),
missing AS (
    SELECT s.win, COALESCE(l.most, u.most, 0) AS most
    FROM mart.span s
    JOIN core.return rt ON rt.source = 'recognition-persons' AND rt.expected AND rt.timeliness = 'missing'
        AND rt.due_eff <= s.as_of AND rt.period_from BETWEEN s.p0 AND s.p1
    LEFT JOIN core.centre c ON c.centre = rt.provider
    LEFT JOIN largest l ON l.win = s.win AND l.centre = rt.provider
    LEFT JOIN usual u ON u.win = s.win AND u.region = COALESCE(c.region, '?')
),
most AS (
    SELECT win, CAST(SUM(most) AS BIGINT) AS most FROM missing GROUP BY win
),
sat AS (
    SELECT win, COUNT(*) FILTER (WHERE ap.outcome = 'passed') AS passed, COUNT(*) AS n
    FROM mart.span
    JOIN core.application ap ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on BETWEEN p0 AND p1
    GROUP BY win
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    s.win AS "window",
    s.passed AS numerator,
    s.n AS denominator,
    COALESCE(m.most, 0) AS most  -- outcomes that missing returns may still bring
FROM sat s
LEFT JOIN most m ON m.win = s.win
