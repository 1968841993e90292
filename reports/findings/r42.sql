-- r42: Do users register in time?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT r.kind AS key, as_of, COUNT(*) AS n
FROM par JOIN core.registration r ON r.due_on BETWEEN p0 AND p1 AND (r.registered_on IS NULL OR r.registered_on > r.due_on)
GROUP BY r.kind, as_of
ORDER BY key
