-- J.05: Open past the limit.
WITH unit AS (
    SELECT win, CAST(q.class AS VARCHAR) AS class, q.due_on < p1 AS hit
    FROM mart.span JOIN core.support_request q ON q.opened_on <= p1 AND (q.closed_on IS NULL OR q.closed_on > p1)
)
SELECT
    CASE
        WHEN GROUPING(class) = 0 THEN 'class'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(class, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, class))
