-- The standards of the profession, newest first.
SELECT
    s.name_kk   AS standard_kk,
    s.name_ru   AS standard_ru,
    x.level,
    s.in_force_from,
    s.in_force_to,
    s.revision_due_on
FROM core.standard_profession AS x
JOIN core.standard AS s ON s.standard = x.standard
WHERE x.profession = $1
ORDER BY s.in_force_from DESC, s.standard, x.level
