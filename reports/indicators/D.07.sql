-- D.07: Stalled of open.
WITH last_event AS (
    SELECT s.win, e.app, MAX(e.event_on) AS day
    FROM mart.span s JOIN core.application_event e ON e.event_on <= s.p1
    GROUP BY s.win, e.app
),
unit AS (
    SELECT s.win, COALESCE(c.region, '?') AS region, b.n - a.n > 60 AS hit
    FROM mart.span s
    JOIN core.application ap ON ap.submitted_on <= p1 AND (ap.final_on IS NULL OR ap.final_on > p1)
    LEFT JOIN core.centre c ON c.centre = ap.centre
    LEFT JOIN last_event l ON l.win = s.win AND l.app = ap.app
    JOIN reference.day a ON a.day = COALESCE(l.day, ap.submitted_on)
    JOIN reference.day b ON b.day = s.p1
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
