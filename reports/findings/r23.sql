-- r23: At which centres is the no-show share unusual?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT st.centre AS key, COALESCE(c.name_kk, st.centre) AS centre_kk, COALESCE(c.name_ru, st.centre) AS centre_ru, as_of,
    st.profession || '/' || CAST(st.level AS VARCHAR) AS stratum, COALESCE(p.sector, '?') || '/' || CAST(st.level AS VARCHAR) AS wider,
    COUNT(*) FILTER (WHERE st.result = 'no_show' AND COALESCE(st.reason, 'none') <> 'health') AS x, COUNT(*) AS n
FROM par
JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN r0 AND p1 AND st.profession IS NOT NULL
LEFT JOIN core.centre c ON c.centre = st.centre
LEFT JOIN core.profession p ON p.profession = st.profession AND p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
GROUP BY st.centre, c.name_kk, c.name_ru, as_of, st.profession, st.level, p.sector
ORDER BY key, stratum
