-- The profession as the register has it on the last day of the period.
SELECT
    r.profession,
    r.sector,
    r.nkz4,
    string_agg(DISTINCT CAST(l.level AS VARCHAR), ', ' ORDER BY CAST(l.level AS VARCHAR))   AS levels,
    CASE WHEN r.mandatory THEN 'yes' ELSE 'no' END                                         AS mandatory
FROM core.profession AS r
JOIN reference.parameter AS p ON r.vf <= p.period_to AND coalesce(r.vt, p.period_to) >= p.period_to
LEFT JOIN core.profession_level AS l ON l.profession = r.profession AND l.vf <= p.period_to AND coalesce(l.vt, p.period_to) >= p.period_to
WHERE r.profession = $1
GROUP BY r.profession, r.sector, r.nkz4, r.mandatory
