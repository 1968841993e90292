-- A.02: Professions with a standard in force.
WITH unit AS (
    SELECT win, p.sector, EXISTS (
            SELECT 1 FROM core.standard_profession sp JOIN core.standard s ON s.standard = sp.standard
            WHERE sp.profession = p.profession AND s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1)
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
