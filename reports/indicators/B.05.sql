-- B.05: Programmes on a lapsed standard.
WITH unit AS (
    SELECT win, g.kind, NOT EXISTS (
            SELECT 1 FROM core.standard s WHERE s.standard = g.standard AND s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1)
        ) AS hit
    FROM mart.span JOIN core.programme g ON g.vf <= p1 AND (g.vt IS NULL OR g.vt >= p1) AND g.standard IS NOT NULL
)
SELECT
    CASE
        WHEN GROUPING(kind) = 0 THEN 'kind'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(kind, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, kind))
