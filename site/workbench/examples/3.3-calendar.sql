-- kk: Алдағы 12 айда не аяқталады: стандарттарды қайта қарау және аттестаттар
-- ru: Что наступает в ближайшие 12 месяцев: пересмотр стандартов и сроки аттестатов
-- en: What falls due in the next 12 months: revision of standards and ends of certificates
SELECT 'standard' AS what, s.standard AS code, s.name_kk, s.name_ru, s.revision_due_on AS due_on
FROM core.standard AS s
JOIN reference.parameter AS p ON s.revision_due_on BETWEEN p.period_to AND p.period_to + INTERVAL 12 MONTH
UNION ALL
SELECT 'centre', a.centre, c.name_kk, c.name_ru, a.vt
FROM core.centre_active AS a
JOIN core.centre AS c ON c.centre = a.centre
JOIN reference.parameter AS p ON a.vt BETWEEN p.period_to AND p.period_to + INTERVAL 12 MONTH
ORDER BY due_on, what, code
