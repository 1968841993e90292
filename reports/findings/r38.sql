-- r38: Is somebody's data quality getting worse?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT rt.provider || '/' || rt.source AS key, rt.source, COALESCE(c.name_kk, b.name_kk, rt.provider) AS provider_kk,
    COALESCE(c.name_ru, b.name_ru, rt.provider) AS provider_ru, rt.period_from AS month, rt.rows_rejected AS num, rt.rows_received AS den
FROM par
JOIN core.return rt ON rt.period_from <= p1 AND rt.period_from > p1 - INTERVAL 24 MONTH AND rt.rows_received > 0
LEFT JOIN core.centre c ON c.centre = rt.provider
LEFT JOIN reference.body b ON b.body = rt.provider
ORDER BY key, month
