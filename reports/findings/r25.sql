-- r25: Did the difficulty of a profession change?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT ap.profession || '/' || CAST(ap.level AS VARCHAR) AS key, COALESCE(p.name_kk, ap.profession) AS prof_kk, COALESCE(p.name_ru, ap.profession) AS prof_ru,
    COALESCE(p.name_kk, ap.profession) AS what_kk, COALESCE(p.name_ru, ap.profession) AS what_ru, CAST(ap.level AS BIGINT) AS level, '' AS stratum,
    COUNT(*) FILTER (WHERE ap.outcome = 'passed' AND ap.outcome_on >= r0) AS xa, COUNT(*) FILTER (WHERE ap.outcome_on >= r0) AS na,
    COUNT(*) FILTER (WHERE ap.outcome = 'passed' AND ap.outcome_on < r0) AS xb, COUNT(*) FILTER (WHERE ap.outcome_on < r0) AS nb,
    COUNT(DISTINCT ap.centre) AS k
FROM par
JOIN core.application ap ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on >= r0 - INTERVAL 1 YEAR AND ap.outcome_on <= p1
JOIN core.profession p ON p.profession = ap.profession AND p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
GROUP BY ap.profession, ap.level, p.name_kk, p.name_ru
ORDER BY key
