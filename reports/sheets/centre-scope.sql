-- The professions and levels that the centre may recognise on the last day of the period.
SELECT
    s.profession                             AS code,
    coalesce(max(r.name_kk), s.profession)   AS profession_kk,
    coalesce(max(r.name_ru), s.profession)   AS profession_ru,
    s.level,
    s.vf,
    s.vt
FROM core.centre_scope AS s
JOIN reference.parameter AS p ON s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
LEFT JOIN core.profession AS r ON r.profession = s.profession
WHERE s.centre = $1
GROUP BY s.profession, s.level, s.vf, s.vt
ORDER BY profession_ru, s.level, s.vf
