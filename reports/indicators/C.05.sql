-- C.05: Certificates expiring in 3 / 6 / 12 months.
WITH cert AS (  -- the last day of validity of every active centre
    SELECT win, p1, c.region, a.centre, MAX(cc.valid_to) AS valid_to
    FROM mart.span
    JOIN core.centre_active a ON a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = a.centre
    JOIN core.centre_certificate cc ON cc.centre = a.centre AND cc.state IN ('issued', 'reissued', 'resumed')
        AND cc.valid_from <= p1 AND cc.valid_to >= p1
    GROUP BY win, p1, c.region, a.centre
),
horizon AS (
    SELECT 3 AS months UNION ALL SELECT 6 UNION ALL SELECT 12
)
SELECT 'nation' AS by_kind, 'KZ' AS by_key, win AS "window",
    COUNT(*) FILTER (WHERE valid_to <= p1 + INTERVAL 12 MONTH) AS numerator, CAST(NULL AS BIGINT) AS denominator
FROM cert
GROUP BY win
UNION ALL
SELECT 'region', region, win, COUNT(*) FILTER (WHERE valid_to <= p1 + INTERVAL 12 MONTH), NULL
FROM cert
GROUP BY win, region
UNION ALL
SELECT
    'horizon',
    CAST(months AS VARCHAR),
    win,
    COUNT(*) FILTER (WHERE valid_to <= p1 + INTERVAL 1 MONTH * months),
    NULL
FROM cert CROSS JOIN horizon
GROUP BY win, months
