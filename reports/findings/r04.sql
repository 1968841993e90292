-- r04: Which standards wait for revision?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT s.standard AS key, s.name_kk AS standard_kk, s.name_ru AS standard_ru, as_of, s.revision_due_on AS d,
    DATE_DIFF('month', s.revision_due_on, p1) AS n, CASE WHEN DATE_DIFF('month', s.revision_due_on, p1) > 12 THEN 1 ELSE 0 END AS plus
FROM par JOIN core.standard s ON s.in_force_from <= p1 AND (s.in_force_to IS NULL OR s.in_force_to >= p1) AND s.revision_due_on < p1
ORDER BY key
