-- A.06: Standards past their revision date.
WITH unit AS (
    SELECT win, s.sector, s.revision_due_on < p1 AS hit
    FROM mart.span JOIN core.standard s ON s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1) AND s.revision_due_on IS NOT NULL
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector))
