-- A.05: State bodies with a sector framework.
WITH unit AS (
    SELECT win, sc.state_body, MAX(CASE WHEN f.sector IS NOT NULL THEN 1 ELSE 0 END) = 1 AS hit
    FROM mart.span
    JOIN core.sector sc ON sc.state_body IS NOT NULL
    LEFT JOIN core.sector_framework f ON f.sector = sc.sector AND f.vf <= p1 AND (f.vt IS NULL OR f.vt >= p1)
    GROUP BY win, sc.state_body
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
