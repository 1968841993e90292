-- B.04: Mandatory professions without a programme.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, p.sector, NOT EXISTS (
            SELECT 1 FROM core.programme_profession gp JOIN core.programme g ON g.programme = gp.programme
            WHERE gp.profession = p.profession AND g.vf <= p1 AND (g.vt IS NULL OR g.vt >= p1)
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
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector))
