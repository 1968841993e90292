-- The active centres in the order of their names (no ranking), with the professions of their
-- scope and the last day of their certificate.
SELECT
    c.centre,
    c.region,
    c.name_kk,
    c.name_ru,
    COUNT(DISTINCT s.profession) AS professions,
    MAX(a.vt) AS valid_to
FROM core.centre AS c
JOIN reference.parameter AS p ON TRUE
JOIN core.centre_active AS a ON a.centre = c.centre AND a.vf <= p.period_to AND COALESCE(a.vt, p.period_to) >= p.period_to
LEFT JOIN core.centre_scope AS s ON s.centre = c.centre AND s.vf <= p.period_to AND COALESCE(s.vt, p.period_to) >= p.period_to
GROUP BY c.centre, c.region, c.name_kk, c.name_ru
ORDER BY c.name_ru, c.centre
