-- C.07: Certificate events.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, cc.state, c.region
    FROM span
    JOIN core.centre_certificate cc ON cc.event_on BETWEEN p0 AND p1
    JOIN core.centre c ON c.centre = cc.centre
)
SELECT
    CASE
        WHEN GROUPING(state) = 0 THEN 'state'
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(state, region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, state), (win, region))
