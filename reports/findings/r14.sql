-- r14: Which centres have been idle a year?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT c.centre AS key, c.name_kk AS centre_kk, c.name_ru AS centre_ru, as_of,
    (SELECT COUNT(*) FROM core.return r WHERE r.provider = c.centre AND r.content = 'nil' AND r.period_from BETWEEN r0 AND p1) AS n,
    CASE WHEN EXISTS (
        SELECT 1 FROM core.centre_active b JOIN core.centre d ON d.centre = b.centre
        WHERE d.region = c.region AND d.centre <> c.centre AND b.vf <= p1 AND (b.vt IS NULL OR b.vt >= p1)
    ) THEN 0 ELSE 1 END AS plus
FROM par
JOIN core.centre_active a ON a.vf <= r0 AND (a.vt IS NULL OR a.vt >= p1)
JOIN core.centre c ON c.centre = a.centre
WHERE NOT EXISTS (
    SELECT 1 FROM core.application ap
    WHERE ap.centre = c.centre AND ap.outcome IN ('passed', 'failed', 'no_show_own') AND ap.outcome_on BETWEEN r0 AND p1
)
AND NOT EXISTS (SELECT 1 FROM core.return rt WHERE rt.provider = c.centre AND rt.timeliness = 'missing' AND rt.period_from BETWEEN r0 AND p1)
ORDER BY key
