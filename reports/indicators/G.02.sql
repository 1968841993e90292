-- G.02: Applicants under 25.
WITH unit AS (
    SELECT
        win,
        COALESCE(ap.home_region, '?') AS region,
        COALESCE(ap.sector, '?') AS sector,
        ap.person_key,
        YEAR(ap.submitted_on) - ap.birth_year < 25 AS hit
    FROM mart.span JOIN core.application ap ON ap.submitted_on BETWEEN p0 AND p1 AND ap.birth_year IS NOT NULL
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(DISTINCT CASE WHEN hit THEN person_key END) AS numerator,
    COUNT(DISTINCT person_key) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, sector))
