-- J.04: Median time to close.
WITH course AS (
    SELECT win, CAST(q.class AS VARCHAR) AS class, q.opened_on AS start_on,
        CASE WHEN q.closed_on <= p1 THEN q.closed_on ELSE p1 END AS end_on,
        CASE WHEN q.closed_on <= p1 THEN 1 ELSE 0 END AS cause
    FROM mart.span JOIN core.support_request q ON q.opened_on BETWEEN p0 AND p1
),
unit AS (
    SELECT d.win, d.class, d.cause, b.n - a.n AS wd
    FROM course d
    JOIN reference.day a ON a.day = d.start_on
    JOIN reference.day b ON b.day = d.end_on
)
SELECT
    CASE
        WHEN GROUPING(class) = 0 THEN 'class'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(class, 'KZ') AS by_key,
    win AS "window",
    wd,        -- working days to the end, or to the last day of the window if unfinished
    cause,     -- 0 unfinished, 1 the end asked for, 2 another final end
    COUNT(*) AS n
FROM unit
GROUP BY GROUPING SETS ((win, wd, cause), (win, wd, cause, class))
