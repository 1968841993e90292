-- r18: Where do applications stand still?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT ap.centre AS key, COALESCE(c.name_kk, ap.centre) AS centre_kk, COALESCE(c.name_ru, ap.centre) AS centre_ru, as_of, COUNT(*) AS n
FROM par
JOIN core.application ap ON ap.submitted_on <= p1 AND (ap.final_on IS NULL OR ap.final_on > p1)
LEFT JOIN core.centre c ON c.centre = ap.centre
JOIN reference.day a ON a.day = COALESCE(ap.last_event_on, ap.submitted_on)
JOIN reference.day b ON b.day = p1
WHERE b.n - a.n > 60
GROUP BY ap.centre, c.name_kk, c.name_ru, as_of
HAVING COUNT(*) >= 5
ORDER BY key
