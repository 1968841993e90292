-- D.17: No-show share.
WITH unit AS (
    SELECT
        win,
        COALESCE(st.exam_region, '?') AS region,
        COALESCE(p.sector, '?') AS sector,
        CASE WHEN st.level <= 3 THEN '1-3' WHEN st.level <= 5 THEN '4-5' WHEN st.level <= 8 THEN '6-8' ELSE '?' END AS level_group,
        COALESCE(st.result = 'no_show', FALSE) AS hit
    FROM mart.span
    JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN p0 AND p1
    LEFT JOIN core.profession p ON p.profession = st.profession AND p.vf <= st.scheduled_for AND (p.vt IS NULL OR p.vt >= st.scheduled_for)
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
