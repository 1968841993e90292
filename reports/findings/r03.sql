-- r03: Which sectors have no framework?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT se.sector AS key, se.name_kk AS sector_kk, se.name_ru AS sector_ru, as_of, COUNT(*) AS n
FROM par
JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
JOIN core.sector se ON se.sector = p.sector
WHERE NOT EXISTS (SELECT 1 FROM core.sector_framework f WHERE f.sector = se.sector AND f.vf <= p1 AND (f.vt IS NULL OR f.vt >= p1))
GROUP BY se.sector, se.name_kk, se.name_ru, as_of
ORDER BY key
