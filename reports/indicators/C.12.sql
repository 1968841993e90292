-- C.12: Outcomes outside validity or scope.
WITH done AS (
    SELECT win, ap.centre, ap.profession, ap.level, ap.outcome_on AS day
    FROM mart.span JOIN core.application ap
        ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on BETWEEN p0 AND p1 AND ap.profession IS NOT NULL
    UNION ALL
    SELECT win, d.centre, d.profession, d.level, d.issued_on
    FROM mart.span JOIN core.document d ON d.issued_on BETWEEN p0 AND p1
),
unit AS (
    SELECT d.win, c.region, NOT EXISTS (
            SELECT 1
            FROM core.centre_scope sc
            JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= d.day AND (a.vt IS NULL OR a.vt >= d.day)
            WHERE sc.centre = d.centre AND sc.profession = d.profession AND sc.level = d.level AND sc.vf <= d.day AND (sc.vt IS NULL OR sc.vt >= d.day)
        ) AS hit
    FROM done d LEFT JOIN core.centre c ON c.centre = d.centre
)
SELECT
    CASE
        WHEN GROUPING(region) = 0 THEN 'region'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(region, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, region))
