-- r13: Is the choice of centre only apparent?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
scope AS (
    SELECT DISTINCT sc.centre, sc.profession, c.region
    FROM par
    JOIN core.centre_scope sc ON sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = sc.centre
),
place AS (
    SELECT profession, region, COUNT(*) AS n FROM scope GROUP BY profession, region
),
shared AS (  -- places where one founder stands behind every centre
    SELECT s.profession, s.region
    FROM par
    JOIN core.centre_founder f ON f.vf <= p1 AND (f.vt IS NULL OR f.vt >= p1)
    JOIN scope s ON s.centre = f.centre
    JOIN place l ON l.profession = s.profession AND l.region = s.region
    GROUP BY s.profession, s.region, f.founder, l.n
    HAVING COUNT(DISTINCT s.centre) = l.n
)
SELECT DISTINCT p.profession || '/' || l.region AS key, p.name_kk AS prof_kk, p.name_ru AS prof_ru, l.region, as_of, l.n
FROM par
JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
JOIN place l ON l.profession = p.profession AND l.n >= 2
JOIN shared s ON s.profession = l.profession AND s.region = l.region
ORDER BY key
