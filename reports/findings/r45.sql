-- r45: Do reviews and training keep to schedule?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
open_review AS (
    SELECT w.standard, MAX(b.n - a.n) AS n
    FROM par
    JOIN core.standard_review w ON w.received_on <= p1 AND (w.concluded_on IS NULL OR w.concluded_on > p1)
    JOIN reference.day a ON a.day = w.received_on
    JOIN reference.day b ON b.day = p1
    GROUP BY w.standard
),
usual AS (  -- half of the reviews of twelve months end within this time
    SELECT QUANTILE_DISC(b.n - a.n, 0.5) AS median
    FROM par
    JOIN core.standard_review w ON w.concluded_on BETWEEN r0 AND p1
    JOIN reference.day a ON a.day = w.received_on
    JOIN reference.day b ON b.day = w.concluded_on
)
SELECT 'standard/' || o.standard AS key, COALESCE(s.name_kk, o.standard) AS subject_kk, COALESCE(s.name_ru, o.standard) AS subject_ru, as_of, 0 AS kind_choice, CAST(o.n AS BIGINT) AS n
FROM par CROSS JOIN usual u
JOIN open_review o ON o.n > 60 AND o.n > 2 * COALESCE(u.median, 0)
LEFT JOIN core.standard s ON s.standard = o.standard
UNION ALL
SELECT 'training', 'ҰБЖ базалық құралдарын әзірлеу бойынша оқыту', 'Обучение по разработке базовых инструментов НСК', as_of, 1, CAST(COUNT(*) FILTER (WHERE t.held_on <= p1) * 100 / COUNT(*) AS BIGINT)
FROM par JOIN core.training t ON t.scheduled_on BETWEEN p0 AND p1
GROUP BY as_of
HAVING COUNT(*) >= 5 AND COUNT(*) FILTER (WHERE t.held_on <= p1) * 100 < COUNT(*) * 80
ORDER BY key
