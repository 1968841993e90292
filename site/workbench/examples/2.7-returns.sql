-- kk: Кімнің мәліметі келмеді немесе кешікті
-- ru: Чьи сведения не поступили или опоздали
-- en: Whose returns are missing or late
SELECT r.provider, r.provider_kind, r.source, r.period, r.timeliness, r.due_eff, r.received_on, r.delay_wd
FROM core."return" AS r
WHERE r.expected AND r.timeliness IN ('missing', 'late')
ORDER BY r.due_eff DESC, r.provider, r.source
