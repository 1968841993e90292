-- F.09: Serial-number conflicts.
WITH unit AS (
    SELECT win, d.serial
    FROM mart.span JOIN core.document d ON d.issued_on <= p1
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
