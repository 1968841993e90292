-- r26: Are results registered late?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT st.centre AS key, COALESCE(c.name_kk, st.centre) AS centre_kk, COALESCE(c.name_ru, st.centre) AS centre_ru, as_of, COUNT(*) AS n,
    CASE WHEN MAX(b.n - a.n) > 30 THEN 1 ELSE 0 END AS plus
FROM par
JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN p0 AND p1 AND st.result IS NULL
LEFT JOIN core.centre c ON c.centre = st.centre
JOIN reference.day a ON a.day = st.scheduled_for
JOIN reference.day b ON b.day = p1
WHERE b.n - a.n > 10
GROUP BY st.centre, c.name_kk, c.name_ru, as_of
HAVING COUNT(*) >= 5
ORDER BY key
