-- J.10: Registrations within 5 / 10 wd.
WITH reading AS (  -- the day a term ends if its first day is the start day itself, where it is worked
    SELECT q.registered_on, d.day AS due_on
    FROM core.registration q
    JOIN reference.day s ON s.day = q.trigger_on
    JOIN reference.day d ON d.working AND d.n = s.n + q.limit_wd - CASE WHEN s.working THEN 1 ELSE 0 END
    WHERE TRUE
),
unit AS (
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
UNION ALL
SELECT 'reading', 'next_day', win, COUNT(*) FILTER (WHERE hit), COUNT(*)
FROM unit
GROUP BY win
UNION ALL
SELECT 'reading', 'same_day', win, COUNT(*) FILTER (WHERE r.registered_on <= r.due_on), COUNT(*)
FROM mart.span JOIN reading r ON r.due_on BETWEEN p0 AND p1
GROUP BY win
