-- A.08: Standards approved.
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
        s.sector,
        CAST(YEAR(s.approved_on) AS VARCHAR) || '-Q' || CAST(QUARTER(s.approved_on) AS VARCHAR) AS quarter
    FROM span JOIN core.standard s ON s.approved_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(quarter) = 0 THEN 'quarter'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, quarter, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector), (win, quarter))
