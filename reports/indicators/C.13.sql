-- C.13: Contradictions between centre lists.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT DISTINCT win, t.centre
    FROM span
    JOIN core.centre_contradiction t ON t.terminated_on <= p1 AND t.listed_to >= p0
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY win
