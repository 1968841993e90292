-- The standards in force on the last day of the period whose revision is overdue or falls due
-- within 12 months, of the sector $1 or, with '', of all.
SELECT
    s.standard,
    s.name_kk,
    s.name_ru,
    s.sector,
    s.in_force_from,
    s.revision_due_on,
    CASE WHEN s.revision_due_on < p.period_to THEN 'overdue' ELSE 'soon' END   AS revision,
    count(DISTINCT x.profession)                                             AS professions
FROM core.standard AS s
JOIN reference.parameter AS p ON s.in_force_from <= p.period_to AND coalesce(s.in_force_to, p.period_to) >= p.period_to
    AND s.revision_due_on <= p.period_to + INTERVAL 12 MONTH
LEFT JOIN core.standard_profession AS x ON x.standard = s.standard
WHERE $1 = '' OR s.sector = $1
GROUP BY s.standard, s.name_kk, s.name_ru, s.sector, s.in_force_from, s.revision_due_on, p.period_to
ORDER BY s.revision_due_on, s.standard
