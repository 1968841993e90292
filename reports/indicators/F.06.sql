-- F.06: Documents expiring in 3 / 6 / 12 months.
WITH valid AS (
    SELECT win, p1, COALESCE(p.sector, '?') AS sector, d.expires_on
    FROM mart.span JOIN core.document d ON d.issued_on <= p1 AND d.expires_on >= p1 AND (d.annulled_on IS NULL OR d.annulled_on > p1)
    LEFT JOIN core.profession p ON p.profession = d.profession AND p.vf <= d.issued_on AND (p.vt IS NULL OR p.vt >= d.issued_on)
),
horizon AS (
    SELECT 3 AS months UNION ALL SELECT 6 UNION ALL SELECT 12
)
SELECT 'nation' AS by_kind, 'KZ' AS by_key, win AS "window",
    COUNT(*) FILTER (WHERE expires_on <= p1 + INTERVAL 12 MONTH) AS numerator, CAST(NULL AS BIGINT) AS denominator
FROM valid
GROUP BY win
UNION ALL
SELECT 'sector', sector, win, COUNT(*) FILTER (WHERE expires_on <= p1 + INTERVAL 12 MONTH), NULL
FROM valid
GROUP BY win, sector
UNION ALL
SELECT
    'horizon',
    CAST(months AS VARCHAR),
    win,
    COUNT(*) FILTER (WHERE expires_on <= p1 + INTERVAL 1 MONTH * months),
    NULL
FROM valid CROSS JOIN horizon
GROUP BY win, months
UNION ALL
SELECT
    'quarter',
    CAST(YEAR(expires_on) AS VARCHAR) || '-Q' || CAST(QUARTER(expires_on) AS VARCHAR),
    win,
    COUNT(*),
    NULL
FROM valid
WHERE win = 'now' AND expires_on <= p1 + INTERVAL 36 MONTH
GROUP BY win, YEAR(expires_on), QUARTER(expires_on)
