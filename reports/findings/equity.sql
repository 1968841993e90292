-- r32, r33, r34: Do women and men, languages of the procedure, ages fare differently? $1 says which: sex, lang or age.
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
first_outcome AS (
    SELECT ap.sector, ap.profession || '/' || CAST(ap.level AS VARCHAR) AS stratum, ap.outcome = 'passed' AS hit,
        CASE CAST($1 AS VARCHAR)
            WHEN 'sex' THEN CASE ap.sex WHEN 'f' THEN 'a' WHEN 'm' THEN 'b' END
            WHEN 'lang' THEN CASE ap.lang WHEN 'kk' THEN 'a' WHEN 'ru' THEN 'b' END
            WHEN 'age' THEN CASE WHEN YEAR(ap.outcome_on) - ap.birth_year >= 45 THEN 'a' WHEN YEAR(ap.outcome_on) - ap.birth_year < 45 THEN 'b' END
        END AS grp,
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
