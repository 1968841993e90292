-- J.01: Support requests.
WITH unit AS (
    SELECT win, CAST(q.class AS VARCHAR) AS class, SUBSTR(CAST(q.opened_on AS VARCHAR), 1, 7) AS month
    FROM mart.span JOIN core.support_request q ON q.opened_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(class) = 0 THEN 'class'
        WHEN GROUPING(month) = 0 THEN 'month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(class, month, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, class), (win, month))
