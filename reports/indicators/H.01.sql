-- H.01: Monthly mean vacancies, register occupations.
WITH trade AS (  -- the sector of a unit group, if the professions in it are of one sector
    SELECT win, p.nkz4, CASE WHEN COUNT(DISTINCT p.sector) = 1 THEN MIN(p.sector) ELSE '?' END AS sector
    FROM mart.span JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
    GROUP BY win, p.nkz4
),
unit AS (
    SELECT s.win, v.region, v.month, v.vacancies AS v_n, t.nkz4 IS NOT NULL AS hit, COALESCE(t.sector, '?') AS sector
    FROM mart.span s
    JOIN core.vacancy_month v ON v.month BETWEEN p0 AND p1
    LEFT JOIN trade t ON t.win = s.win AND t.nkz4 = v.nkz4
),
period AS (
    SELECT win, COUNT(DISTINCT month) AS months FROM unit GROUP BY win
),
summed AS (
    SELECT
        CASE
            WHEN GROUPING(region) = 0 THEN 'region'
            WHEN GROUPING(sector) = 0 THEN 'sector'
            ELSE 'nation'
        END AS by_kind,
        COALESCE(region, sector, 'KZ') AS by_key,
        win,
        CAST(COALESCE(SUM(v_n) FILTER (WHERE hit), 0) AS BIGINT) AS vacancies
    FROM unit
    GROUP BY GROUPING SETS ((win), (win, region), (win, sector))
)
SELECT by_kind, by_key, s.win AS "window", vacancies AS numerator, months AS denominator
FROM summed s JOIN period p ON p.win = s.win
WHERE by_kind <> 'sector' OR vacancies > 0
