-- D.01: Applications submitted.
WITH unit AS (
    SELECT
        win,
        COALESCE(c.region, '?') AS region,
        COALESCE(ap.sector, '?') AS sector,
        CASE WHEN ap.level <= 3 THEN '1-3' WHEN ap.level <= 5 THEN '4-5' WHEN ap.level <= 8 THEN '6-8' ELSE '?' END AS level_group,
        SUBSTR(CAST(ap.submitted_on AS VARCHAR), 1, 7) AS month
    FROM mart.span
    JOIN core.application ap ON ap.submitted_on BETWEEN p0 AND p1
    LEFT JOIN core.centre c ON c.centre = ap.centre
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(level_group) = 0 THEN 'level_group'
        WHEN GROUPING(month) = 0 THEN 'month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, sector, level_group, month, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, sector), (win, level_group), (win, month))
