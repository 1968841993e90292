-- The professions of the register that no programme prepares for, of the sector $1 or, with '',
-- of all: the mandatory ones first, then by demand.
SELECT
    w.profession,
    max_by(r.name_kk, r.vf)                             AS name_kk,
    max_by(r.name_ru, r.vf)                             AS name_ru,
    w.sector,
    CASE WHEN w.mandatory THEN 'yes' ELSE 'no' END      AS mandatory,
    w.vacancies
FROM mart.profession_route AS w
JOIN core.profession AS r ON r.profession = w.profession
WHERE w.programmes = 0
  AND ($1 = '' OR w.sector = $1)
GROUP BY w.profession, w.sector, w.mandatory, w.vacancies
ORDER BY w.mandatory DESC, w.vacancies DESC, w.profession
