-- H.07: High-demand occupations without a route.
WITH scope AS (  -- what active centres may recognise on the last day
    SELECT DISTINCT s.win, sc.centre, sc.profession, sc.level, c.region
    FROM mart.span s
    JOIN core.centre_scope sc ON sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = sc.centre
),
wanted AS (
    SELECT win, p1, v.nkz4, SUM(v.vacancies) AS vacancies
    FROM mart.span JOIN core.vacancy_month v ON v.month BETWEEN r0 AND p1
    GROUP BY win, p1, v.nkz4
),
largest AS (
    SELECT win, p1, nkz4, vacancies,
        ROW_NUMBER() OVER (PARTITION BY win ORDER BY vacancies DESC, nkz4) AS place
    FROM wanted
),
route AS (
    SELECT l.win, l.nkz4, l.vacancies,
        EXISTS (SELECT 1 FROM core.profession p WHERE p.nkz4 = l.nkz4 AND p.vf <= l.p1 AND (p.vt IS NULL OR p.vt >= l.p1)) AS has_profession,
        EXISTS (
            SELECT 1
            FROM core.profession p
            JOIN core.standard_profession sp ON sp.profession = p.profession
            JOIN core.standard s ON s.standard = sp.standard AND s.in_force_from <= l.p1 AND (s.in_force_to IS NULL OR s.in_force_to >= l.p1)
            WHERE p.nkz4 = l.nkz4 AND p.vf <= l.p1 AND (p.vt IS NULL OR p.vt >= l.p1)
        ) AS has_standard,
        EXISTS (
            SELECT 1
            FROM core.profession p
            JOIN scope sc ON sc.win = l.win AND sc.profession = p.profession
            WHERE p.nkz4 = l.nkz4 AND p.vf <= l.p1 AND (p.vt IS NULL OR p.vt >= l.p1)
        ) AS has_centre
    FROM largest l
    WHERE l.place <= 50
),
unit AS (
    SELECT win, NOT (has_profession AND has_standard AND has_centre) AS hit,
        CASE WHEN NOT has_profession THEN 'profession' WHEN NOT has_standard THEN 'standard'
            WHEN NOT has_centre THEN 'centre' ELSE 'none' END AS link
    FROM route
)
SELECT
    CASE
        WHEN GROUPING(link) = 0 THEN 'link'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(link, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, link))
HAVING GROUPING(link) = 1 OR COUNT(*) FILTER (WHERE hit) > 0
