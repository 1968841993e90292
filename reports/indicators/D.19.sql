-- D.19: No-show, health.
WITH unit AS (
    SELECT win, COALESCE(st.result = 'no_show' AND st.reason = 'health', FALSE) AS hit
    FROM mart.span JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN p0 AND p1
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
