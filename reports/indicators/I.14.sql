-- I.14: Agreement of platform and returns.
WITH unit AS (
    SELECT
        win,
        COALESCE(c.region, '?') AS region,
        SUBSTR(CAST(a.month AS VARCHAR), 1, 7) AS month,
        a.both_sources,
        a.both_sources + a.platform_only + a.return_only AS either
    FROM mart.span
    JOIN mart.agreement_month a ON a.month BETWEEN p0 AND p1
    LEFT JOIN core.centre c ON c.centre = a.centre
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        WHEN GROUPING(month) = 0 THEN 'month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, month, 'KZ') AS by_key,
    win AS "window",
    CAST(SUM(both_sources) AS BIGINT) AS numerator,
    CAST(SUM(either) AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region), (win, month))
