-- C.13: Contradictions between centre lists.
WITH unit AS (
    SELECT DISTINCT win, t.centre
    FROM mart.span
    JOIN core.centre_contradiction t ON t.terminated_on <= p1 AND t.listed_to >= p0
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY win
