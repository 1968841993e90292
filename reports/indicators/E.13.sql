-- E.13: Sittings with a complete protocol.
WITH unit AS (
    SELECT
        win,
        COALESCE(st.exam_region, '?') AS region,
        st.protocol_no IS NOT NULL AND st.protocol_date IS NOT NULL AS hit
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
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
