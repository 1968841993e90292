-- G.01: Women among applicants.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT
        win,
        COALESCE(ap.home_region, '?') AS region,
        COALESCE(ap.sector, '?') AS sector,
        ap.person_key,
        ap.sex = 'f' AS hit
    FROM span JOIN core.application ap ON ap.submitted_on BETWEEN p0 AND p1 AND ap.sex IN ('f', 'm')
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
