-- F.04: Documents annulled.
WITH unit AS (
    SELECT
        win,
        COALESCE(c.region, '?') AS region,
        COALESCE(p.sector, '?') AS sector,
        CASE WHEN d.level <= 3 THEN '1-3' WHEN d.level <= 5 THEN '4-5' WHEN d.level <= 8 THEN '6-8' ELSE '?' END AS level_group
    FROM mart.span JOIN core.document d ON d.annulled_on BETWEEN p0 AND p1
    LEFT JOIN core.centre c ON c.centre = d.centre
    LEFT JOIN core.profession p ON p.profession = d.profession AND p.vf <= d.issued_on AND (p.vt IS NULL OR p.vt >= d.issued_on)
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, sector))
