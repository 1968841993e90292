-- D.13: Median passed → document signed.
WITH course AS (  -- from the first day to the end, or to the last day of the window
    SELECT
        s.win,
        COALESCE(c.region, '?') AS region,
        COALESCE(ap.sector, '?') AS sector,
        CASE WHEN ap.level <= 3 THEN '1-3' WHEN ap.level <= 5 THEN '4-5' WHEN ap.level <= 8 THEN '6-8' ELSE '?' END AS level_group,
        ap.outcome_on AS start_on,
    CASE
        WHEN ap.doc_signed_on <= p1 THEN ap.doc_signed_on
        ELSE p1
    END AS end_on,
    CASE
        WHEN ap.doc_signed_on <= p1 THEN 1
        ELSE 0
    END AS cause
    FROM mart.span s
    JOIN core.application ap ON ap.outcome = 'passed' AND ap.outcome_on BETWEEN r0 AND p1
    LEFT JOIN core.centre c ON c.centre = ap.centre
),
unit AS (
    SELECT d.win, d.region, d.sector, d.level_group, d.cause, b.n - a.n AS wd
    FROM course d
    JOIN reference.day a ON a.day = d.start_on
    JOIN reference.day b ON b.day = d.end_on
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    wd,        -- working days to the end, or to the last day of the window if unfinished
    cause,     -- 0 unfinished, 1 the end asked for, 2 another final end
    COUNT(*) AS n
FROM unit
GROUP BY GROUPING SETS ((win, wd, cause), (win, wd, cause, region))
