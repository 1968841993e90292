-- F.08: Recognised without signed document.
WITH unit AS (
    SELECT win, COALESCE(c.region, '?') AS region, b.n - a.n > 10 AS hit
    FROM mart.span
    JOIN core.application ap ON ap.recognised_on <= p1 AND (ap.doc_signed_on IS NULL OR ap.doc_signed_on > p1)
    LEFT JOIN core.centre c ON c.centre = ap.centre
    JOIN reference.day a ON a.day = ap.recognised_on
    JOIN reference.day b ON b.day = p1
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
