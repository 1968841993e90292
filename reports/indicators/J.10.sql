-- J.10: Registrations within 5 / 10 wd.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, r.kind, COALESCE(r.registered_on <= r.due_on, FALSE) AS hit
    FROM span JOIN core.registration r ON r.due_on BETWEEN p0 AND p1
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
