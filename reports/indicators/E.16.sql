-- E.16: Overdue results.
WITH unit AS (
    SELECT win, COALESCE(st.exam_region, '?') AS region, b.n - a.n > 10 AS hit
    FROM mart.span
    JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN p0 AND p1 AND st.result IS NULL
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
