-- r07: Which programmes rest on a lapsed standard?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT s.standard AS key, s.name_kk AS standard_kk, s.name_ru AS standard_ru, as_of, s.in_force_to AS d, COUNT(*) AS n
FROM par
JOIN core.programme g ON g.vf <= p1 AND (g.vt IS NULL OR g.vt >= p1)
JOIN core.standard s ON s.standard = g.standard AND s.in_force_to < p1
GROUP BY s.standard, s.name_kk, s.name_ru, as_of, s.in_force_to
ORDER BY key
