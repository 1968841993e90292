-- C.03: Mandatory profession–region pairs with demand and no active centre.
WITH scope AS (  -- what active centres may recognise on the last day
    SELECT DISTINCT s.win, sc.centre, sc.profession, sc.level, c.region
    FROM mart.span s
    JOIN core.centre_scope sc ON sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = sc.centre
),
demand AS (  -- mandatory professions somebody was looking for, by region
    SELECT DISTINCT win, p1, p.profession, p.sector, v.region
    FROM mart.span
    JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1) AND p.mandatory
    JOIN core.vacancy_month v ON v.nkz4 = p.nkz4 AND v.month BETWEEN r0 AND p1 AND v.vacancies > 0
),
unit AS (
    SELECT d.win, d.region, d.sector, NOT EXISTS (
            SELECT 1 FROM scope sc WHERE sc.win = d.win AND sc.profession = d.profession AND sc.region = d.region
        ) AS hit
    FROM demand d
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, sector))
