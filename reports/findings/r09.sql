-- r09: Which professions hang on one centre or certificate?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
scope AS (
    SELECT DISTINCT sc.centre, sc.profession, c.region, LEAST(COALESCE(sc.vt, a.vt), COALESCE(a.vt, sc.vt)) AS last_day
    FROM par
    JOIN core.centre_scope sc ON sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = sc.centre
)
SELECT p.profession AS key, p.name_kk AS prof_kk, p.name_ru AS prof_ru, as_of, MAX(sc.last_day) AS d,
    CASE WHEN MAX(sc.last_day) <= MAX(p1) + INTERVAL 6 MONTH THEN 1 ELSE 0 END AS plus
FROM par JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
JOIN scope sc ON sc.profession = p.profession
GROUP BY p.profession, p.name_kk, p.name_ru, as_of
HAVING COUNT(DISTINCT sc.centre) = 1 AND MAX(sc.last_day) IS NOT NULL
ORDER BY key
