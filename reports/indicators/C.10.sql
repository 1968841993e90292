-- C.10: Dormant centres.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, c.region, NOT EXISTS (
            SELECT 1 FROM core.application ap
            WHERE ap.centre = c.centre AND ap.outcome IN ('passed', 'failed', 'no_show_own') AND ap.outcome_on BETWEEN r0 AND p1
        ) AND NOT EXISTS (
            SELECT 1 FROM core.return rt
            WHERE rt.provider = c.centre AND rt.timeliness = 'missing' AND rt.period_from BETWEEN r0 AND p1
        ) AS hit
    FROM span
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
