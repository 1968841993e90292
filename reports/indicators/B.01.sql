-- B.01: Programmes in the registers.
WITH unit AS (
    SELECT win, g.kind, g.region
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
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, kind), (win, region))
