-- r36: Who is chronically late or missing?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT rt.provider || '/' || rt.source AS key, rt.source, COALESCE(MAX(c.name_kk), MAX(b.name_kk), rt.provider) AS provider_kk,
    COALESCE(MAX(c.name_ru), MAX(b.name_ru), rt.provider) AS provider_ru, as_of,
    COUNT(*) FILTER (WHERE rt.timeliness = 'late') AS l, COUNT(*) FILTER (WHERE rt.timeliness = 'missing') AS m, COUNT(*) AS n,
    CASE WHEN COUNT(*) FILTER (WHERE rt.timeliness = 'missing') = COUNT(*) THEN 2
        WHEN COUNT(*) FILTER (WHERE rt.timeliness IN ('late', 'missing')) >= 6 THEN 1 ELSE 0 END AS plus
FROM par
JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN r0 AND p1
LEFT JOIN core.centre c ON c.centre = rt.provider
LEFT JOIN reference.body b ON b.body = rt.provider
GROUP BY rt.provider, rt.source, as_of
HAVING COUNT(*) FILTER (WHERE rt.timeliness IN ('late', 'missing')) >= CASE WHEN COUNT(*) > 4 THEN 3 ELSE 2 END
ORDER BY key
