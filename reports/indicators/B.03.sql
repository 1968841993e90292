-- B.03: Professions without a programme.
WITH unit AS (
    SELECT win, p.sector, NOT EXISTS (
            SELECT 1 FROM core.programme_profession gp JOIN core.programme g ON g.programme = gp.programme
            WHERE gp.profession = p.profession AND g.vf <= p1 AND (g.vt IS NULL OR g.vt >= p1)
        ) AS hit
    FROM mart.span JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
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
