-- J.07: Incidents.
WITH unit AS (
    SELECT win, i.source, SUBSTR(CAST(i.started_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Almaty' AS VARCHAR), 1, 7) AS month
    FROM mart.span JOIN core.incident i ON NOT i.planned AND CAST(i.started_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Almaty' AS DATE) BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(source) = 0 THEN 'source'
        WHEN GROUPING(month) = 0 THEN 'month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(source, month, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, source), (win, month))
