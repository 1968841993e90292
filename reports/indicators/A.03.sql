-- A.03: Mandatory professions with a standard in force.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, p.sector, EXISTS (
            SELECT 1 FROM core.standard_profession sp JOIN core.standard s ON s.standard = sp.standard
            WHERE sp.profession = p.profession AND s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1)
        ) AS hit
    FROM span JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1) AND p.mandatory
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector))
