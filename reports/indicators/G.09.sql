-- G.09: Applicants per 10,000 employed.
WITH last_year AS (
    SELECT win, MAX(l.year) AS year
    FROM mart.span JOIN core.labour l ON l.year <= YEAR(p1)
    GROUP BY win
),
employed AS (
    SELECT y.win, l.region AS region, SUM(l.employed) AS employed
    FROM last_year y JOIN core.labour l ON l.year = y.year
    GROUP BY y.win, l.region
),
person AS (
    SELECT win, ap.home_region AS region, ap.person_key
    FROM mart.span JOIN core.application ap ON ap.submitted_on BETWEEN r0 AND p1
),
counted AS (
    SELECT win, region, COUNT(DISTINCT person_key) AS persons FROM person GROUP BY win, region
)
SELECT 'region' AS by_kind, e.region AS by_key, e.win AS "window",
    COALESCE(c.persons, 0) AS numerator, CAST(e.employed AS BIGINT) AS denominator
FROM employed e LEFT JOIN counted c ON c.win = e.win AND c.region = e.region
WHERE e.region <> '00'
UNION ALL
SELECT 'nation', 'KZ', e.win,
    (SELECT COUNT(DISTINCT person_key) FROM person p WHERE p.win = e.win), CAST(SUM(e.employed) AS BIGINT)
FROM employed e
WHERE e.region <> '00'  -- 00 is the country, told by the source itself
GROUP BY e.win
