-- r43: Which councils show no activity?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT rt.provider AS key, COALESCE(MAX(b.name_kk), rt.provider) AS provider_kk, COALESCE(MAX(b.name_ru), rt.provider) AS provider_ru, as_of,
    COUNT(*) FILTER (WHERE rt.timeliness = 'missing') AS m, COUNT(*) AS n
FROM par
JOIN core.return rt ON rt.expected AND rt.source = 'sector-councils' AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1
LEFT JOIN reference.body b ON b.body = rt.provider
GROUP BY rt.provider, as_of
HAVING COUNT(*) FILTER (WHERE rt.timeliness = 'missing') >= 2
ORDER BY key
