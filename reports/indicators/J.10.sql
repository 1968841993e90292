-- J.10: Registrations within 5 / 10 wd.
WITH unit AS (
    SELECT win, r.kind, COALESCE(r.registered_on <= r.due_on, FALSE) AS hit
    FROM mart.span JOIN core.registration r ON r.due_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(kind) = 0 THEN 'kind'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(kind, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, kind))
