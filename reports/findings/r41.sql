-- r41: Did failures become more frequent?
WITH seen AS (
    SELECT s.win, i.source, COUNT(*) AS n
    FROM mart.span s JOIN core.incident i ON NOT i.planned AND CAST(i.started_at AS DATE) BETWEEN p0 AND p1
    GROUP BY s.win, i.source
),
days AS (
    SELECT MAX(CASE WHEN win = 'now' THEN DATE_DIFF('day', p0, p1) + 1 END) AS d1, MAX(CASE WHEN win = 'before' THEN DATE_DIFF('day', p0, p1) + 1 END) AS d0
    FROM mart.span
)
SELECT s.source AS key, CASE s.source WHEN 'tools' THEN 0 WHEN 'user_message' THEN 1 WHEN 'staff' THEN 2 WHEN 'logs' THEN 3 ELSE 4 END AS origin_choice,
    CAST(SUM(CASE WHEN s.win = 'now' THEN s.n ELSE 0 END) AS BIGINT) AS x1, CAST(SUM(CASE WHEN s.win = 'before' THEN s.n ELSE 0 END) AS BIGINT) AS x0, d.d1, d.d0
FROM seen s CROSS JOIN days d
GROUP BY s.source, d.d1, d.d0
ORDER BY key
