-- kk: Айлар бойынша: өтініштер, нәтижелер, құжаттар
-- ru: По месяцам: заявления, итоги, документы
-- en: By month: applications, outcomes, documents
WITH event AS (
    SELECT submitted_on AS day, 'application' AS kind FROM core.application
    UNION ALL
    SELECT outcome_on, 'outcome' FROM core.application WHERE outcome_on IS NOT NULL
    UNION ALL
    SELECT issued_on, 'document' FROM core.document
)
SELECT
    CAST(date_trunc('month', e.day) AS DATE)             AS month,
    count(*) FILTER (WHERE e.kind = 'application')       AS applications,
    count(*) FILTER (WHERE e.kind = 'outcome')           AS outcomes,
    count(*) FILTER (WHERE e.kind = 'document')          AS documents
FROM event AS e
JOIN reference.parameter AS p ON e.day BETWEEN p.roll_from AND p.period_to
GROUP BY 1
ORDER BY 1
