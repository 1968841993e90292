-- r01: Where can a mandatory profession not be recognised locally?
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
SELECT p.profession || '/' || v.region AS key, p.name_kk AS prof_kk, p.name_ru AS prof_ru, v.region, as_of,
    (SELECT COUNT(DISTINCT sc.region) FROM scope sc WHERE sc.profession = p.profession) AS n,
    v.nkz4 || '/' || v.region AS places, v.monthly AS v
FROM par
JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1) AND p.mandatory
JOIN (
    SELECT nkz4, region, CAST(SUM(vacancies) / COUNT(DISTINCT month) AS BIGINT) AS monthly
    FROM par JOIN core.vacancy_month ON month BETWEEN r0 AND p1 AND vacancies > 0
    GROUP BY nkz4, region
) v ON v.nkz4 = p.nkz4
JOIN reference.region re ON re.region = v.region
WHERE NOT EXISTS (SELECT 1 FROM scope sc WHERE sc.profession = p.profession AND sc.region = v.region)
ORDER BY key
