-- A.01: Professions in the register.
WITH unit AS (
    SELECT win, p.sector, CASE WHEN p.mandatory THEN 'yes' ELSE 'no' END AS mandatory
    FROM mart.span JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(mandatory) = 0 THEN 'mandatory'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, mandatory, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector), (win, mandatory))
