-- r40: Are support terms kept?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT CAST(q.class AS VARCHAR) AS key, as_of, q.class AS days, COUNT(*) FILTER (WHERE q.closed_on <= q.due_on) AS x, COUNT(*) AS n,
    CASE WHEN COUNT(*) FILTER (WHERE q.closed_on <= q.due_on) * 10 < COUNT(*) * 9 THEN 1 ELSE 0 END AS plus
FROM par JOIN core.support_request q ON q.due_on BETWEEN p0 AND p1
GROUP BY q.class, as_of
HAVING COUNT(*) FILTER (WHERE q.closed_on <= q.due_on) < COUNT(*)
ORDER BY q.class
