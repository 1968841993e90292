-- r12: Do the two lists of centres contradict?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT c.centre AS key, c.name_kk AS centre_kk, c.name_ru AS centre_ru, as_of, MAX(t.terminated_on) AS d
FROM par
JOIN core.centre_contradiction t ON t.terminated_on <= p1 AND t.listed_to >= p0
JOIN core.centre c ON c.centre = t.centre
GROUP BY c.centre, c.name_kk, c.name_ru, as_of
ORDER BY key
