-- K.05: Expert reviews concluded.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT
        win,
        CAST(YEAR(w.concluded_on) AS VARCHAR) || '-Q' || CAST(QUARTER(w.concluded_on) AS VARCHAR) AS quarter
    FROM span JOIN core.standard_review w ON w.concluded_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(quarter) = 0 THEN 'quarter'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(quarter, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, quarter))
