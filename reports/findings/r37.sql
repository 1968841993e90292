-- r37: Is a source too incomplete to rely on?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT r.source AS key, r.source, as_of, CAST(SUM(CASE WHEN r.hit THEN w ELSE 0 END) AS BIGINT) AS num_share, CAST(SUM(w) AS BIGINT) AS den_share,
    CASE WHEN SUM(CASE WHEN r.hit THEN w ELSE 0 END) * 100 < SUM(w) * 80 THEN 2 ELSE 0 END AS plus
FROM (
    SELECT rt.source, as_of, COALESCE(rt.timeliness IN ('on_time', 'late'), FALSE) AS hit, COALESCE(v.w, 12) AS w
    FROM par
    JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1
    LEFT JOIN (
        SELECT x.source, x.provider, GREATEST(CAST(ROUND(SUM(x.rows_accepted) * 12.0 / COUNT(*)) AS BIGINT), 12) AS w
        FROM par JOIN core.return x ON x.timeliness IN ('on_time', 'late') AND x.period_from BETWEEN r0 AND p1
        GROUP BY x.source, x.provider
    ) v ON v.source = rt.source AND v.provider = rt.provider
) r
GROUP BY r.source, as_of
HAVING SUM(CASE WHEN r.hit THEN w ELSE 0 END) * 100 < SUM(w) * 95
ORDER BY key
