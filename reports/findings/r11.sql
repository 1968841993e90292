-- r11: Were outcomes or documents produced outside validity or scope?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
done AS (
    SELECT ap.centre, ap.profession, ap.level, ap.outcome_on AS day
    FROM par JOIN core.application ap ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on BETWEEN p0 AND p1 AND ap.profession IS NOT NULL
    UNION ALL
    SELECT d.centre, d.profession, d.level, d.issued_on FROM par JOIN core.document d ON d.issued_on BETWEEN p0 AND p1 AND d.profession IS NOT NULL
)
SELECT d.centre || '/' || d.profession || '/' || CAST(d.level AS VARCHAR) AS key, COALESCE(c.name_kk, d.centre) AS centre_kk, COALESCE(c.name_ru, d.centre) AS centre_ru,
    COALESCE(p.name_kk, d.profession) AS prof_kk, COALESCE(p.name_ru, d.profession) AS prof_ru, as_of, COUNT(*) AS n
FROM par CROSS JOIN done d
LEFT JOIN core.centre c ON c.centre = d.centre
LEFT JOIN core.profession p ON p.profession = d.profession AND p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
WHERE NOT EXISTS (
    SELECT 1 FROM core.centre_scope sc JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= d.day AND (a.vt IS NULL OR a.vt >= d.day)
    WHERE sc.centre = d.centre AND sc.profession = d.profession AND sc.level = d.level AND sc.vf <= d.day AND (sc.vt IS NULL OR sc.vt >= d.day)
)
GROUP BY d.centre, d.profession, d.level, c.name_kk, c.name_ru, p.name_kk, p.name_ru, as_of
ORDER BY key
