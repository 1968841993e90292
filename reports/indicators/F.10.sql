-- F.10: Annulments without an issue record.
WITH unit AS (
    SELECT win FROM mart.span JOIN core.document d ON d.annulled_on <= p1 AND d.issued_on IS NULL
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY win
