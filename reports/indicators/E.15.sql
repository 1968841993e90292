-- E.15: Results registered within 5 wd.
WITH unit AS (
    SELECT
        win,
        COALESCE(st.exam_region, '?') AS region,
        b.n - a.n <= 5 AND st.recorded_on IS NOT NULL AND st.recorded_on <= p1 AS hit
    FROM mart.span
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
