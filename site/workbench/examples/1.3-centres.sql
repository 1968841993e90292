-- kk: Біліктілікті қай өңірде тануға болады?
-- ru: В каких регионах можно пройти признание?
-- en: Where can one be recognised?
SELECT
    r.region,
    r.name_kk,
    r.name_ru,
    count(DISTINCT a.centre)       AS centres,
    count(DISTINCT s.profession)   AS professions
FROM reference.region AS r
CROSS JOIN reference.parameter AS p
LEFT JOIN core.centre AS c ON c.region = r.region
LEFT JOIN core.centre_active AS a ON a.centre = c.centre
    AND a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
LEFT JOIN core.centre_scope AS s ON s.centre = a.centre
    AND s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
GROUP BY r.region, r.name_kk, r.name_ru
ORDER BY r.region
