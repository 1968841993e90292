-- G.06: Pass gap women − men.
WITH ordered AS (  -- first outcome of a person in a profession and level within 12 months
    SELECT win, ap.profession, ap.level, ap.outcome, ap.sex = 'f' AS first_group,
        ROW_NUMBER() OVER (PARTITION BY win, ap.person_key, ap.profession, ap.level ORDER BY ap.outcome_on, ap.app) AS turn
    FROM mart.span
    JOIN core.application ap
        ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on BETWEEN r0 AND p1 AND ap.sex IN ('f', 'm')
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COALESCE(profession, '?') || '/' || CAST(level AS VARCHAR) AS stratum,
    COUNT(*) FILTER (WHERE first_group AND outcome = 'passed') AS x1,
    COUNT(*) FILTER (WHERE first_group) AS n1,
    COUNT(*) FILTER (WHERE NOT first_group AND outcome = 'passed') AS x0,
    COUNT(*) FILTER (WHERE NOT first_group) AS n0
FROM ordered
WHERE turn = 1
GROUP BY win, profession, level
ORDER BY win, stratum
