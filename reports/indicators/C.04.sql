-- C.04: Professions with no active centre in the country.
WITH scope AS (  -- what active centres may recognise on the last day
    SELECT DISTINCT s.win, sc.centre, sc.profession, sc.level, c.region
    FROM mart.span s
    JOIN core.centre_scope sc ON sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = sc.centre
),
unit AS (
    SELECT s.win, p.sector, CASE WHEN p.mandatory THEN 'yes' ELSE 'no' END AS mandatory,
        NOT EXISTS (SELECT 1 FROM scope sc WHERE sc.win = s.win AND sc.profession = p.profession) AS hit
    FROM mart.span s JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(mandatory) = 0 THEN 'mandatory'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, mandatory, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector), (win, mandatory))
