-- Is there a route for each profession of the register, in the country or in the region $1:
-- a standard, a programme, a centre, and the demand it would serve. Of a sector $2, a group of
-- levels from $3 to $4, a profession $5, the scope of a centre $6; '' leaves a choice open.
WITH named AS (
    SELECT profession, max_by(name_kk, vf) AS name_kk, max_by(name_ru, vf) AS name_ru
    FROM core.profession
    GROUP BY profession
),
scope AS (
    SELECT DISTINCT s.profession
    FROM core.centre_scope AS s
    JOIN reference.parameter AS p ON s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
    WHERE s.centre = $6
)
SELECT
    w.profession,
    n.name_kk                                                        AS name_kk,
    n.name_ru                                                        AS name_ru,
    w.sector,
    CASE WHEN w.mandatory THEN 'yes' ELSE 'no' END                   AS mandatory,
    w.standards,
    w.standards_overdue,
    CASE WHEN $1 = '' THEN w.programmes ELSE g.programmes END        AS programmes,
    CASE WHEN $1 = '' THEN w.centres ELSE g.centres END              AS centres,
    w.regions_with_centre,
    w.regions_without,
    CASE WHEN $1 = '' THEN w.vacancies ELSE g.vacancies END          AS vacancies
FROM mart.profession_route AS w
JOIN named AS n ON n.profession = w.profession
LEFT JOIN mart.profession_region AS g ON g.profession = w.profession AND g.region = $1
WHERE ($2 = '' OR w.sector = $2)
  AND ($3 = 0 OR (w.level_from <= $4 AND w.level_to >= $3))
  AND ($5 = '' OR w.profession = $5)
  AND ($6 = '' OR w.profession IN (SELECT profession FROM scope))
ORDER BY w.mandatory DESC, vacancies DESC, w.profession
