-- r31: Where will many documents lapse at once?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT p.profession || '/' || CAST(YEAR(p1) + 1 AS VARCHAR) AS key, p.name_kk AS prof_kk, p.name_ru AS prof_ru, as_of,
    COUNT(*) FILTER (WHERE d.expires_on <= p1 + INTERVAL 12 MONTH) AS n, COUNT(*) AS "all",
    COUNT(*) FILTER (WHERE d.expires_on <= p1 + INTERVAL 12 MONTH) AS num_share, COUNT(*) AS den_share,
    CASE WHEN p.mandatory THEN 1 ELSE 0 END AS plus
FROM par
JOIN core.document d ON d.issued_on <= p1 AND d.expires_on >= p1 AND (d.annulled_on IS NULL OR d.annulled_on > p1)
JOIN core.profession p ON p.profession = d.profession AND p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
GROUP BY p.profession, p.name_kk, p.name_ru, p.mandatory, as_of, p1
HAVING COUNT(*) FILTER (WHERE d.expires_on <= p1 + INTERVAL 12 MONTH) >= 20
   AND COUNT(*) FILTER (WHERE d.expires_on <= p1 + INTERVAL 12 MONTH) * 4 >= COUNT(*)
ORDER BY key
