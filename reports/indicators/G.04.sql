-- G.04: Procedures in Kazakh.
WITH unit AS (
    SELECT
        win,
        COALESCE(ap.home_region, '?') AS region,
        COALESCE(ap.sector, '?') AS sector,
        ap.person_key,
        CASE WHEN ap.level <= 3 THEN '1-3' WHEN ap.level <= 5 THEN '4-5' WHEN ap.level <= 8 THEN '6-8' ELSE '?' END AS level_group,
        ap.lang = 'kk' AS hit
    FROM mart.span JOIN core.application ap ON ap.submitted_on BETWEEN p0 AND p1 AND ap.lang IN ('kk', 'ru')
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(level_group) = 0 THEN 'level_group'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, sector, level_group, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, sector), (win, level_group))
