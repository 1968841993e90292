-- r02: Which register professions have no standard?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT p.profession AS key, p.name_kk AS prof_kk, p.name_ru AS prof_ru, as_of, CASE WHEN p.mandatory THEN 1 ELSE 0 END AS plus
FROM par JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
WHERE NOT EXISTS (
    SELECT 1 FROM core.standard_profession sp JOIN core.standard s ON s.standard = sp.standard AND s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1)
    WHERE sp.profession = p.profession
)
ORDER BY key
