-- Of each place: how much was counted and how much of it in the largest centre, which knows
-- its own number and finds all others by subtraction (analysis, section 6.3, rule 4).
WITH exam AS (  -- where each application was examined
    SELECT app, MAX(exam_region) AS region FROM core.sitting WHERE live GROUP BY app
),
unit AS (
    SELECT 'D' AS area, win, ap.centre, COALESCE(c.region, '?') AS region, COALESCE(ap.sector, '?') AS sector, ap.level
    FROM mart.span
    JOIN core.application ap ON ap.submitted_on BETWEEN p0 AND p1
    LEFT JOIN core.centre c ON c.centre = ap.centre
    UNION ALL
    SELECT 'E', win, ap.centre, COALESCE(x.region, '?'), COALESCE(ap.sector, '?'), ap.level
    FROM mart.span
    JOIN core.application ap ON ap.outcome IN ('passed', 'failed', 'no_show_own') AND ap.outcome_on BETWEEN p0 AND p1
    LEFT JOIN exam x ON x.app = ap.app
    UNION ALL
    SELECT 'F', win, d.centre, COALESCE(c.region, '?'), COALESCE(p.sector, '?'), d.level
    FROM mart.span
    JOIN core.document d ON d.issued_on BETWEEN p0 AND p1
    LEFT JOIN core.centre c ON c.centre = d.centre
    LEFT JOIN core.profession p ON p.profession = d.profession AND p.vf <= d.issued_on AND (p.vt IS NULL OR p.vt >= d.issued_on)
),
grouped AS (
    SELECT
        area, win, centre, region, sector,
        CASE WHEN level <= 3 THEN '1-3' WHEN level <= 5 THEN '4-5' WHEN level <= 8 THEN '6-8' ELSE '?' END AS level_group
    FROM unit
),
share AS (
    SELECT
        area, win, centre,
        CASE WHEN GROUPING(region) = 0 THEN 'region' WHEN GROUPING(sector) = 0 THEN 'sector' ELSE 'level_group' END AS by_kind,
        COALESCE(region, sector, level_group) AS by_key,
        COUNT(*) AS n
    FROM grouped
    GROUP BY GROUPING SETS ((area, win, centre, region), (area, win, centre, sector), (area, win, centre, level_group))
)
SELECT area, by_kind, by_key, win AS "window", CAST(SUM(n) AS BIGINT) AS total, MAX(n) AS largest
FROM share
GROUP BY area, by_kind, by_key, win
ORDER BY area, by_kind, by_key, win
