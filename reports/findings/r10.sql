-- r10: Which certificates run out within 3 months?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT c.centre AS key, c.name_kk AS centre_kk, c.name_ru AS centre_ru, as_of, MAX(cc.valid_to) AS d
FROM par
JOIN core.centre_active a ON a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
JOIN core.centre c ON c.centre = a.centre
JOIN core.centre_certificate cc ON cc.centre = c.centre AND cc.state IN ('issued', 'reissued', 'resumed') AND cc.event_on <= as_of
GROUP BY c.centre, c.name_kk, c.name_ru, as_of, p1
HAVING MAX(cc.valid_to) >= p1 AND MAX(cc.valid_to) <= p1 + INTERVAL 3 MONTH
ORDER BY key
