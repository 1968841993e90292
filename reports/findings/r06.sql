-- r06: Which professions in demand have no programme?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT p.profession AS key, p.name_kk AS prof_kk, p.name_ru AS prof_ru, as_of,
    CAST(SUM(v.vacancies) / COUNT(DISTINCT v.month) AS BIGINT) AS n, p.nkz4 AS places
FROM par
JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
JOIN core.vacancy_month v ON v.nkz4 = p.nkz4 AND v.month BETWEEN p0 AND p1 AND v.vacancies > 0
WHERE EXISTS (SELECT 1 FROM core.profession_level pl WHERE pl.profession = p.profession AND pl.level >= 3 AND pl.vf <= p1 AND (pl.vt IS NULL OR pl.vt >= p1))
    AND NOT EXISTS (
    SELECT 1 FROM core.programme_profession gp JOIN core.programme g ON g.programme = gp.programme AND g.vf <= p1 AND (g.vt IS NULL OR g.vt >= p1)
    WHERE gp.profession = p.profession
)
GROUP BY p.profession, p.nkz4, p.name_kk, p.name_ru, as_of
ORDER BY key
