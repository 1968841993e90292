-- r32: Do women and men fare differently?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
first_outcome AS (
    SELECT ap.sector, ap.profession || '/' || CAST(ap.level AS VARCHAR) AS stratum, ap.outcome = 'passed' AS hit,
        CASE WHEN ap.sex = 'f' THEN 'a' WHEN ap.sex = 'm' THEN 'b' END AS grp,
        ROW_NUMBER() OVER (PARTITION BY ap.person_key, ap.profession, ap.level ORDER BY ap.outcome_on, ap.app) AS age
    FROM par JOIN core.application ap ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on BETWEEN r0 AND p1 AND ap.profession IS NOT NULL
),
counted AS (
    SELECT sector, stratum, COUNT(*) FILTER (WHERE hit AND grp = 'a') AS xa, COUNT(*) FILTER (WHERE grp = 'a') AS na,
        COUNT(*) FILTER (WHERE hit AND grp = 'b') AS xb, COUNT(*) FILTER (WHERE grp = 'b') AS nb
    FROM first_outcome
    WHERE age = 1 AND grp IS NOT NULL
    GROUP BY sector, stratum
)
SELECT 'KZ' AS key, 'Ел бойынша' AS what_kk, 'По стране' AS what_ru, stratum, xa, na, xb, nb
FROM counted
UNION ALL
SELECT c.sector, s.name_kk, s.name_ru, c.stratum, c.xa, c.na, c.xb, c.nb
FROM counted c JOIN core.sector s ON s.sector = c.sector
ORDER BY key, stratum
