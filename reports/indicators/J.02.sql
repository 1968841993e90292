-- J.02: Closed within the limit.
WITH unit AS (
    SELECT
        win,
        CAST(q.class AS VARCHAR) AS class,
        SUBSTR(CAST(q.due_on AS VARCHAR), 1, 7) AS month,
        COALESCE(q.closed_on <= q.due_on, FALSE) AS hit
    FROM mart.span JOIN core.support_request q ON q.due_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(class) = 0 THEN 'class'
        WHEN GROUPING(month) = 0 THEN 'month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(class, month, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, class), (win, month))
