-- Who was late, or has sent nothing, for the period: since when is told by the last day.
SELECT
    coalesce(b.name_kk, c.name_kk, r.provider)   AS provider_kk,
    coalesce(b.name_ru, c.name_ru, r.provider)   AS provider_ru,
    r.source,
    r.period,
    r.due_eff                                    AS due,
    r.timeliness                                 AS state
FROM core."return" AS r
JOIN reference.parameter AS p ON r.period_to BETWEEN p.period_from AND p.period_to
LEFT JOIN reference.body AS b ON b.body = r.provider
LEFT JOIN core.centre AS c ON c.centre = r.provider
WHERE r.expected
  AND r.timeliness IN ('late', 'missing')
ORDER BY r.timeliness DESC, r.due_eff, provider_ru, r.source, r.period
