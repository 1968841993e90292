-- A.11: Level conflicts register–framework–standard.
WITH register AS (
    SELECT win, p.profession, p.sector, pl.level
    FROM mart.span
    JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
    JOIN core.profession_level pl ON pl.profession = p.profession AND pl.vf <= p1 AND (pl.vt IS NULL OR pl.vt >= p1)
),
standards AS (
    SELECT DISTINCT win, sp.profession, sp.level
    FROM mart.span
    JOIN core.standard s ON s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1)
    JOIN core.standard_profession sp ON sp.standard = s.standard
),
unit AS (
    SELECT r.win, r.sector  -- in the register, absent from the standards of that profession
    FROM register r
    LEFT JOIN standards s ON s.win = r.win AND s.profession = r.profession AND s.level = r.level
    WHERE s.level IS NULL AND EXISTS (SELECT 1 FROM standards x WHERE x.win = r.win AND x.profession = r.profession)
    UNION ALL
    SELECT s.win, (SELECT MAX(x.sector) FROM register x WHERE x.win = s.win AND x.profession = s.profession)
    FROM standards s  -- in a standard, absent from the register's levels of that profession
    LEFT JOIN register r ON s.win = r.win AND s.profession = r.profession AND s.level = r.level
    WHERE r.level IS NULL AND EXISTS (SELECT 1 FROM register x WHERE x.win = s.win AND x.profession = s.profession)
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector))
