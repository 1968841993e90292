-- D.06: Applications open at cut-off.
WITH unit AS (
    SELECT
        win,
        COALESCE(c.region, '?') AS region,
        CASE WHEN win = 'now' THEN COALESCE(ap.open_state, '?') ELSE '?' END AS stage
    FROM mart.span
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
