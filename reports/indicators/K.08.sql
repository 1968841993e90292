-- K.08: Training held of scheduled.
WITH unit AS (
    SELECT win, t.topic, t.held_on IS NOT NULL AND t.held_on <= p1 AS hit
    FROM mart.span JOIN core.training t ON t.scheduled_on BETWEEN p0 AND p1
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
