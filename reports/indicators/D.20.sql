-- D.20: No-shows without a reason.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, COALESCE(st.exam_region, '?') AS region, b.n - a.n > 10 AS hit
    FROM span
    JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN p0 AND p1 AND st.result = 'no_show' AND st.reason IS NULL
    JOIN reference.day a ON a.day = st.scheduled_for
    JOIN reference.day b ON b.day = p1
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
