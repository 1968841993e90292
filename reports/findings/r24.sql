-- r24: At which centres is the refusal share unusual?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT ap.centre AS key, COALESCE(c.name_kk, ap.centre) AS centre_kk, COALESCE(c.name_ru, ap.centre) AS centre_ru, as_of,
    ap.profession || '/' || CAST(ap.level AS VARCHAR) AS stratum, COALESCE(ap.sector, '?') || '/' || CAST(ap.level AS VARCHAR) AS wider,
    COUNT(*) FILTER (WHERE ap.decision = 'refused') AS x, COUNT(*) AS n
FROM par
JOIN core.application ap ON ap.decision IN ('accepted', 'refused') AND ap.decided_on BETWEEN r0 AND p1 AND ap.profession IS NOT NULL
LEFT JOIN core.centre c ON c.centre = ap.centre
GROUP BY ap.centre, c.name_kk, c.name_ru, as_of, ap.profession, ap.level, ap.sector
ORDER BY key, stratum
