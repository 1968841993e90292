-- K.09: Materials complete in both languages.
WITH unit AS (
    SELECT win, l.posted_kk_on <= p1 AND l.posted_ru_on <= p1 AS hit
    FROM mart.span JOIN core.legal_act l ON l.in_force_from <= p1
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) FILTER (WHERE hit) AS numerator,
    COUNT(*) AS denominator
FROM unit
GROUP BY win
