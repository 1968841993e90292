-- J.02: Closed within the limit.
WITH reading AS (  -- the day a term ends if its first day is the start day itself, where it is worked
    SELECT q.closed_on, d.day AS due_on
    FROM core.support_request q
    JOIN reference.day s ON s.day = q.opened_on
    JOIN reference.day d ON d.working AND d.n = s.n + q.class - CASE WHEN s.working THEN 1 ELSE 0 END
    WHERE TRUE
),
unit AS (
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
UNION ALL
SELECT 'reading', 'next_day', win, COUNT(*) FILTER (WHERE hit), COUNT(*)
FROM unit
GROUP BY win
UNION ALL
SELECT 'reading', 'same_day', win, COUNT(*) FILTER (WHERE r.closed_on <= r.due_on), COUNT(*)
FROM mart.span JOIN reading r ON r.due_on BETWEEN p0 AND p1
GROUP BY win
