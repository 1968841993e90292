-- r39: Do platform and returns tell the same story?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT m.centre AS key, COALESCE(c.name_kk, m.centre) AS centre_kk, COALESCE(c.name_ru, m.centre) AS centre_ru, as_of,
    CAST(SUM(m.platform_only + m.return_only) AS BIGINT) AS x, CAST(SUM(m.both_sources + m.platform_only + m.return_only) AS BIGINT) AS n
FROM par
JOIN mart.agreement_month m ON m.month BETWEEN r0 AND p1
LEFT JOIN core.centre c ON c.centre = m.centre
GROUP BY m.centre, c.name_kk, c.name_ru, as_of
HAVING SUM(m.platform_only + m.return_only) >= 5
   AND SUM(m.both_sources) * 100 < SUM(m.both_sources + m.platform_only + m.return_only) * 95
ORDER BY key
