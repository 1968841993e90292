-- r44: Are acts posted in both languages?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT l.act AS key, l.act, as_of, l.in_force_from AS d,
    CASE WHEN l.posted_kk_on IS NULL AND l.posted_ru_on IS NULL THEN 0 WHEN l.posted_kk_on IS NULL THEN 1 ELSE 2 END AS what_choice
FROM par JOIN core.legal_act l ON l.in_force_from + INTERVAL 30 DAY < as_of AND (l.posted_kk_on IS NULL OR l.posted_ru_on IS NULL)
ORDER BY key
