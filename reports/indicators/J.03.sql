-- J.03: Closed within the limit, 3-day class.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT
        win,
        CAST(q.class AS VARCHAR) AS class,
        SUBSTR(CAST(q.due_on AS VARCHAR), 1, 7) AS month,
        COALESCE(q.closed_on <= q.due_on, FALSE) AS hit
    FROM span JOIN core.support_request q ON q.due_on BETWEEN p0 AND p1 AND q.class = 3
)
SELECT
    CASE
        WHEN GROUPING(month) = 0 THEN 'month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(month, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, month))
