-- What stands in the way of the annual analysis: returns of the year that were due by the
-- freeze and have not come, by source and provider, with the oldest of their terms.
SELECT
    coalesce(b.name_kk, c.name_kk, r.provider)   AS provider_kk,
    coalesce(b.name_ru, c.name_ru, r.provider)   AS provider_ru,
    r.source,
    count(*)                                     AS missing,
    min(r.due_eff)                               AS due
FROM core."return" AS r
JOIN reference.parameter AS p ON r.period_to BETWEEN date_trunc('year', p.period_to) AND p.period_to AND r.due_eff <= p.as_of
LEFT JOIN reference.body AS b ON b.body = r.provider
LEFT JOIN core.centre AS c ON c.centre = r.provider
WHERE r.expected
  AND r.timeliness = 'missing'
GROUP BY coalesce(b.name_kk, c.name_kk, r.provider), coalesce(b.name_ru, c.name_ru, r.provider), r.source
ORDER BY due, provider_ru, r.source
