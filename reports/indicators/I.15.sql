-- I.15: Chronically late providers.
WITH unit AS (
    SELECT win, rt.provider, rt.provider_kind,
        COUNT(*) FILTER (WHERE rt.timeliness IN ('late', 'missing')) >= CASE WHEN COUNT(*) > 4 THEN 3 ELSE 2 END AS hit
    FROM mart.span JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN r0 AND p1
    GROUP BY win, rt.provider, rt.provider_kind, rt.source
)
SELECT
    CASE
        WHEN GROUPING(provider_kind) = 0 THEN 'provider_kind'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(provider_kind, 'KZ') AS by_key,
    win AS "window",
    COUNT(DISTINCT CASE WHEN hit THEN provider END) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, provider_kind))
