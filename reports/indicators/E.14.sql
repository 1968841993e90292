-- E.14: Protocol dated before the exam.
WITH unit AS (
    SELECT win, COALESCE(st.exam_region, '?') AS region, st.protocol_date < st.held_on AS hit
    FROM mart.span
    JOIN core.sitting st ON st.live AND st.held_on BETWEEN p0 AND p1
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
