-- r08: Where is demand without any route?
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
SELECT l.nkz4 AS key, l.nkz4, COALESCE(o.name_kk, l.nkz4) AS name_kk, COALESCE(o.name_ru, l.nkz4) AS name_ru, as_of, CAST(l.n AS BIGINT) AS n,
    CASE WHEN l.has_profession = 0 THEN 0 WHEN l.has_standard = 0 THEN 1 ELSE 2 END AS link_choice,
    CASE WHEN l.has_profession = 0 THEN 1 ELSE 0 END AS plus
FROM (
    SELECT w.nkz4, w.n, as_of,
        (SELECT COUNT(*) FROM core.profession p WHERE p.nkz4 = w.nkz4 AND p.vf <= w.p1 AND (p.vt IS NULL OR p.vt >= w.p1)) AS has_profession,
        (SELECT COUNT(*) FROM core.profession p JOIN core.standard_profession sp ON sp.profession = p.profession JOIN core.standard s ON s.standard = sp.standard
         WHERE p.nkz4 = w.nkz4 AND p.vf <= w.p1 AND (p.vt IS NULL OR p.vt >= w.p1) AND s.in_force_from <= w.p1 AND (s.in_force_to IS NULL OR s.in_force_to >= w.p1)) AS has_standard,
        (SELECT COUNT(*) FROM core.profession p JOIN scope sc ON sc.profession = p.profession WHERE p.nkz4 = w.nkz4 AND p.vf <= w.p1 AND (p.vt IS NULL OR p.vt >= w.p1)) AS has_centre
    FROM (
        SELECT v.nkz4, p1, as_of, SUM(v.vacancies) AS n
        FROM par JOIN core.vacancy_month v ON v.month BETWEEN r0 AND p1
        GROUP BY v.nkz4, p1, as_of
        ORDER BY n DESC, v.nkz4
        LIMIT 50
    ) w
) l
LEFT JOIN core.occupation o ON o.nkz4 = l.nkz4
WHERE l.has_profession = 0 OR l.has_standard = 0 OR l.has_centre = 0
ORDER BY key
