-- I.17: Rows not accepted, by rule.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, fi.rule
    FROM span
    JOIN ledger.version ve ON TRUE
    JOIN ledger.landing la ON la.landing = ve.landing AND la.period_from BETWEEN p0 AND p1 AND la.landed_on <= as_of
    JOIN ledger.finding fi ON fi.landing = ve.landing AND fi.severity = 'row'
)
SELECT
    CASE
        WHEN GROUPING(rule) = 0 THEN 'rule'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(rule, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, rule))
