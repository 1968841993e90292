-- I.17: Rows not accepted, by rule.
WITH unit AS (
    SELECT win, fi.rule
    FROM mart.span
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
