-- A.08: Standards approved.
WITH unit AS (
    SELECT
        win,
        s.sector,
        CAST(YEAR(s.approved_on) AS VARCHAR) || '-Q' || CAST(QUARTER(s.approved_on) AS VARCHAR) AS quarter
    FROM mart.span JOIN core.standard s ON s.approved_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        WHEN GROUPING(quarter) = 0 THEN 'quarter'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, quarter, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector), (win, quarter))
