-- r05: Do registers contradict each other on levels?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT p.profession || '/' || sp.standard || '/' || CAST(sp.level AS VARCHAR) AS key, p.name_kk AS prof_kk, p.name_ru AS prof_ru,
    s.name_kk AS standard_kk, s.name_ru AS standard_ru, as_of, sp.level AS n
FROM par
JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
JOIN core.standard_profession sp ON sp.profession = p.profession
JOIN core.standard s ON s.standard = sp.standard AND s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1)
WHERE NOT EXISTS (
    SELECT 1 FROM core.profession_level pl WHERE pl.profession = p.profession AND pl.level = sp.level AND pl.vf <= p1 AND (pl.vt IS NULL OR pl.vt >= p1)
)
ORDER BY key
