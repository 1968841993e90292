-- B.02: Programmes based on a standard (ВП-26).
WITH unit AS (
    SELECT win, g.kind, g.region, COALESCE(g.standard_based, FALSE) AS hit
    FROM mart.span JOIN core.programme g ON g.vf <= p1 AND (g.vt IS NULL OR g.vt >= p1)
)
SELECT
    CASE
        WHEN GROUPING(kind) = 0 THEN 'kind'
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(kind, region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, kind), (win, region))
