-- r27: Are protocols and milestones in possible order?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
fault AS (
    SELECT st.centre, 'no_protocol' AS defect, 0 AS kind_choice
    FROM par JOIN core.sitting st ON st.live AND st.held_on BETWEEN p0 AND p1 AND (st.protocol_no IS NULL OR st.protocol_date IS NULL)
    UNION ALL
    SELECT st.centre, 'protocol_before_exam', 1
    FROM par JOIN core.sitting st ON st.live AND st.held_on BETWEEN p0 AND p1 AND st.protocol_date < st.held_on
    UNION ALL
    SELECT ap.centre, 'document_before_recognition', 2
    FROM par JOIN core.application ap ON ap.doc_signed_on BETWEEN p0 AND p1 AND ap.doc_signed_on < ap.recognised_on
    UNION ALL
    SELECT ap.centre, 'recognition_before_exam', 3
    FROM par JOIN core.application ap ON ap.outcome = 'passed' AND ap.recognised_on BETWEEN p0 AND p1 AND ap.recognised_on < ap.outcome_on
),
held AS (
    SELECT st.centre, COUNT(*) AS exams
    FROM par JOIN core.sitting st ON st.live AND st.held_on BETWEEN p0 AND p1
    GROUP BY st.centre
)
SELECT f.centre || '/' || f.defect AS key, COALESCE(c.name_kk, f.centre) AS centre_kk, COALESCE(c.name_ru, f.centre) AS centre_ru, as_of, f.kind_choice, COUNT(*) AS n,
    CASE WHEN COUNT(*) * 20 >= COALESCE(MAX(h.exams), 0) THEN 1 ELSE 0 END AS plus
FROM par CROSS JOIN fault f
LEFT JOIN core.centre c ON c.centre = f.centre
LEFT JOIN held h ON h.centre = f.centre
GROUP BY f.centre, f.defect, f.kind_choice, c.name_kk, c.name_ru, as_of
ORDER BY key
