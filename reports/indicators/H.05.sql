-- H.05: Vacancies with an active centre in the region.
WITH scope AS (  -- what active centres may recognise on the last day
    SELECT DISTINCT s.win, sc.centre, sc.profession, sc.level, c.region
    FROM mart.span s
    JOIN core.centre_scope sc ON sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = sc.centre
),
unit AS (
    SELECT s.win, v.region, v.vacancies AS v_n, EXISTS (
            SELECT 1
            FROM core.profession p
            JOIN scope sc ON sc.win = s.win AND sc.profession = p.profession AND sc.region = v.region
            WHERE p.nkz4 = v.nkz4 AND p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
        ) AS hit
    FROM mart.span s JOIN core.vacancy_month v ON v.month BETWEEN s.p0 AND s.p1
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    CAST(COALESCE(SUM(v_n) FILTER (WHERE hit), 0) AS BIGINT) AS numerator,
    CAST(SUM(v_n) AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
