-- D.06: Applications open at cut-off.
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
        COALESCE(c.region, '?') AS region,
        CASE WHEN win = 'now' THEN COALESCE(ap.open_state, '?') ELSE '?' END AS stage
    FROM span
    JOIN core.application ap ON ap.submitted_on <= p1 AND (ap.final_on IS NULL OR ap.final_on > p1)
    LEFT JOIN core.centre c ON c.centre = ap.centre
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(stage) = 0 THEN 'stage'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, stage, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, stage))
