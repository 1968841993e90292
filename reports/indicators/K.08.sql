-- K.08: Training held of scheduled.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, t.topic, t.held_on IS NOT NULL AND t.held_on <= p1 AS hit
    FROM span JOIN core.training t ON t.scheduled_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(topic) = 0 THEN 'topic'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(topic, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, topic))
