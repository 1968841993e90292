-- D.02: Applicants, persons.
WITH unit AS (
    SELECT win, COALESCE(ap.home_region, '?') AS region, COALESCE(ap.sector, '?') AS sector, ap.person_key
    FROM mart.span JOIN core.application ap ON ap.submitted_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(DISTINCT person_key) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, sector))
