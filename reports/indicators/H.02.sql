-- H.02: Vacancies in register occupations.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, v.region, v.vacancies AS v_n, EXISTS (SELECT 1 FROM core.profession p WHERE p.nkz4 = v.nkz4 AND p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)) AS hit
    FROM span JOIN core.vacancy_month v ON v.month BETWEEN p0 AND p1
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
