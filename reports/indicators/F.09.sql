-- F.09: Serial-number conflicts.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, d.serial
    FROM span JOIN core.document d ON d.issued_on <= p1
    GROUP BY win, d.serial
    HAVING COUNT(DISTINCT d.centre || '/' || COALESCE(d.person_key, '') || '/' || d.profession) > 1
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY win
