-- The active centres of the region in the order of their names (no ranking), with the
-- professions of their scope and the last day of their certificate.
SELECT
    c.centre                         AS bin,
    c.name_kk                        AS centre_kk,
    c.name_ru                        AS centre_ru,
    count(DISTINCT s.profession)     AS professions,
    max(a.vt)                        AS valid_to
FROM core.centre AS c
JOIN reference.parameter AS p ON TRUE
JOIN core.centre_active AS a ON a.centre = c.centre AND a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
LEFT JOIN core.centre_scope AS s ON s.centre = c.centre AND s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
WHERE c.region = $1
GROUP BY c.centre, c.name_kk, c.name_ru
ORDER BY c.name_ru, c.centre
