-- E.04: Pass rate of all due (D3).
WITH exam AS (  -- where each application was examined
    SELECT app, MAX(exam_region) AS region FROM core.sitting WHERE live GROUP BY app
),
waiting AS (  -- the last sitting is due, no final outcome yet; one with a later date is not due
    SELECT s.win, ap.app
    FROM mart.span s
    JOIN core.sitting st ON st.live
    JOIN core.application ap ON ap.app = st.app AND (ap.final_on IS NULL OR ap.final_on > s.p1)
    GROUP BY s.win, s.p0, s.p1, ap.app
    HAVING MAX(st.scheduled_for) BETWEEN s.p0 AND s.p1
),
unit AS (
    SELECT
        win,
        COALESCE(x.region, '?') AS region,
        COALESCE(ap.sector, '?') AS sector,
        CASE WHEN ap.level <= 3 THEN '1-3' WHEN ap.level <= 5 THEN '4-5' WHEN ap.level <= 8 THEN '6-8' ELSE '?' END AS level_group,
        ap.outcome = 'passed' AS hit
    FROM mart.span
    JOIN core.application ap ON ap.outcome IN ('passed', 'failed', 'no_show_own') AND ap.outcome_on BETWEEN p0 AND p1
    LEFT JOIN exam x ON x.app = ap.app
    UNION ALL
    SELECT
        w.win,
        COALESCE(x.region, '?'),
        COALESCE(ap.sector, '?'),
        CASE WHEN ap.level <= 3 THEN '1-3' WHEN ap.level <= 5 THEN '4-5' WHEN ap.level <= 8 THEN '6-8' ELSE '?' END,
        FALSE
    FROM waiting w
    JOIN core.application ap ON ap.app = w.app
    LEFT JOIN exam x ON x.app = ap.app
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
