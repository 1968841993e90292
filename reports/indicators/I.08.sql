-- I.08: Accepted at first file.
WITH filed AS (  -- the first file of every return, whatever became of later ones
    SELECT ve.source, ve.provider, ve.period, MIN(ve.landing) AS landing
    FROM ledger.version ve
    JOIN ledger.landing la ON la.landing = ve.landing
    JOIN reference.parameter p ON la.landed_on <= p.as_of
    WHERE ve.verdict <> 'act'
    GROUP BY ve.source, ve.provider, ve.period
),
unit AS (
    SELECT
        win,
        rt.source,
        rt.provider_kind,
        SUBSTR(CAST(rt.period_from AS VARCHAR), 1, 7) AS month,
        rt.source || '/' || SUBSTR(CAST(rt.period_from AS VARCHAR), 1, 7) AS source_month,
        ve.verdict = 'accepted' AS hit
    FROM mart.span
    JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1
    JOIN filed f ON f.source = rt.source AND f.provider = rt.provider AND f.period = rt.period
    JOIN ledger.version ve ON ve.landing = f.landing
)
SELECT
    CASE
        WHEN GROUPING(source) = 0 THEN 'source'
        WHEN GROUPING(provider_kind) = 0 THEN 'provider_kind'
        WHEN GROUPING(month) = 0 THEN 'month'
        WHEN GROUPING(source_month) = 0 THEN 'source_month'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(source, provider_kind, month, source_month, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, source), (win, provider_kind), (win, month), (win, source_month))
