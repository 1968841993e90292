-- I.09: Rejected rows per 1,000.
WITH unit AS (
    SELECT win, rt.source, rt.provider_kind, rt.rows_rejected, rt.rows_received
    FROM mart.span JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1 AND rt.rows_received > 0
)
SELECT
    CASE
        WHEN GROUPING(source) = 0 THEN 'source'
        WHEN GROUPING(provider_kind) = 0 THEN 'provider_kind'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(source, provider_kind, 'KZ') AS by_key,
    win AS "window",
    CAST(SUM(rows_rejected) AS BIGINT) AS numerator,
    CAST(SUM(rows_received) AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, source), (win, provider_kind))
