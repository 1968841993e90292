-- C.07: Certificate events.
WITH unit AS (
    SELECT win, cc.state, c.region
    FROM mart.span
    JOIN core.centre_certificate cc ON cc.event_on BETWEEN p0 AND p1
    JOIN core.centre c ON c.centre = cc.centre
)
SELECT
    CASE
        WHEN GROUPING(state) = 0 THEN 'state'
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(state, region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, state), (win, region))
