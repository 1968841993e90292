-- C.06: Professions that may lose their last centre in 6 months.
WITH unit AS (
    SELECT s.win, s.p1, p.profession, p.sector,
        MAX(LEAST(COALESCE(sc.vt, DATE '9999-12-31'), COALESCE(a.vt, DATE '9999-12-31'))) <= s.p1 + INTERVAL 6 MONTH AS hit
    FROM mart.span s
    JOIN core.profession p ON p.vf <= p1 AND (p.vt IS NULL OR p.vt >= p1)
    JOIN core.centre_scope sc ON sc.profession = p.profession AND sc.vf <= p1 AND (sc.vt IS NULL OR sc.vt >= p1)
    JOIN core.centre_active a ON a.centre = sc.centre AND a.vf <= p1 AND (a.vt IS NULL OR a.vt >= p1)
    GROUP BY s.win, s.p1, p.profession, p.sector
)
SELECT
    CASE
        WHEN GROUPING(sector) = 0 THEN 'sector'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(sector, 'KZ') AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, sector))
