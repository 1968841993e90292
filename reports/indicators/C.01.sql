-- C.01: Active centres.
WITH active AS (  -- centres active on the last day
    SELECT DISTINCT win, p0, p1, r0, c.centre, c.region
    FROM mart.span
    JOIN core.centre_active a ON a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = a.centre
),
unit AS (
    SELECT win, region FROM active
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
