-- E.15: Results registered within 5 wd.
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
        COALESCE(st.exam_region, '?') AS region,
        b.n - a.n <= 5 AND st.recorded_on IS NOT NULL AND st.recorded_on <= p1 AS hit
    FROM span
    JOIN core.sitting st ON st.live AND st.held_on BETWEEN p0 AND p1
    JOIN reference.day a ON a.day = st.held_on
    JOIN reference.day b ON b.day = CASE WHEN st.recorded_on <= p1 THEN st.recorded_on ELSE p1 END
    WHERE st.recorded_on <= p1 OR b.n - a.n > 5
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
