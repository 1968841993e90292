-- A.01: Professions in the register.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, p.sector, CASE WHEN p.mandatory THEN 'yes' ELSE 'no' END AS mandatory
    FROM span JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(mandatory) = 0 THEN 'mandatory'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, mandatory, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector), (win, mandatory))
