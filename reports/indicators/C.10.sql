-- C.10: Dormant centres.
WITH unit AS (
    SELECT win, c.region, NOT EXISTS (
            SELECT 1 FROM core.application ap
            WHERE ap.centre = c.centre AND ap.outcome IN ('passed', 'failed', 'no_show_own') AND ap.outcome_on BETWEEN r0 AND p1
        ) AND NOT EXISTS (
            SELECT 1 FROM core.return rt
            WHERE rt.provider = c.centre AND rt.timeliness = 'missing' AND rt.period_from BETWEEN r0 AND p1
        ) AS hit
    FROM mart.span
    JOIN core.centre_active a ON a.vf <= r0 AND (a.vt IS NULL OR a.vt >= p1)
    JOIN core.centre c ON c.centre = a.centre
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
