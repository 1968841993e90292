-- K.05: Expert reviews concluded.
WITH unit AS (
    SELECT
        win,
        CAST(YEAR(w.concluded_on) AS VARCHAR) || '-Q' || CAST(QUARTER(w.concluded_on) AS VARCHAR) AS quarter
    FROM mart.span JOIN core.standard_review w ON w.concluded_on BETWEEN p0 AND p1
)
SELECT
    CASE
        WHEN GROUPING(quarter) = 0 THEN 'quarter'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(quarter, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, quarter))
