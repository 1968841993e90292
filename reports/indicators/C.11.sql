-- C.11: Professions with exactly one centre.
WITH scope AS (  -- what active centres may recognise on the last day
    SELECT DISTINCT s.win, sc.centre, sc.profession, sc.level, c.region
    FROM mart.span s
    JOIN core.centre_scope sc ON sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = sc.centre
),
unit AS (
    SELECT s.win, p.sector, COUNT(DISTINCT sc.centre) = 1 AS hit
    FROM mart.span s
    JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
    JOIN scope sc ON sc.win = s.win AND sc.profession = p.profession
    GROUP BY s.win, p.sector, p.profession
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
