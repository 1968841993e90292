-- H.01: Monthly mean vacancies, register occupations.
WITH unit AS (
    SELECT win, v.region, v.month, v.vacancies AS v_n, EXISTS (SELECT 1 FROM core.profession p WHERE p.nkz4 = v.nkz4 AND p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)) AS hit
    FROM mart.span JOIN core.vacancy_month v ON v.month BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    CAST(COALESCE(SUM(v_n) FILTER (WHERE hit), 0) AS BIGINT) AS numerator,
    COUNT(DISTINCT month) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
