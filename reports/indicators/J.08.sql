-- J.08: Incidents first reported by users.
WITH unit AS (
    SELECT win, i.source = 'user_message' AS hit
    FROM mart.span JOIN core.incident i ON NOT i.planned AND CAST(i.started_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Almaty' AS DATE) BETWEEN p0 AND p1
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
