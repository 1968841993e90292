-- A.04: Profession–level pairs found in a sector framework.
WITH unit AS (
    SELECT win, p.sector, CASE WHEN pl.level <= 3 THEN '1-3' WHEN pl.level <= 5 THEN '4-5' WHEN pl.level <= 8 THEN '6-8' ELSE '?' END AS level_group, p.sector || '/' || CAST(pl.level AS VARCHAR) AS sector_level, EXISTS (
            SELECT 1 FROM core.sector_framework f
            WHERE f.sector = p.sector AND f.level = pl.level AND f.vf <= p1 AND (f.vt IS NULL OR f.vt >= p1)
        ) AS hit
    FROM mart.span
    JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
    JOIN core.profession_level pl ON pl.profession = p.profession AND pl.vf <= p1 AND (pl.vt IS NULL OR pl.vt >= p1)
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(level_group) = 0 THEN 'level_group'
        WHEN GROUPING(sector_level) = 0 THEN 'sector_level'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, level_group, sector_level, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector), (win, level_group), (win, sector_level))
