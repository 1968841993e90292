-- Thirteen months to the end of the period: applications submitted and documents issued in each.
WITH months AS (
    SELECT DISTINCT CAST(date_trunc('month', d.day) AS DATE) AS month
    FROM reference.day AS d
    JOIN reference.parameter AS p ON d.day BETWEEN p.roll_from - INTERVAL 1 MONTH AND p.period_to
),
applied AS (
    SELECT CAST(date_trunc('month', a.submitted_on) AS DATE) AS month, count(*) AS applications
    FROM core.application AS a
    GROUP BY CAST(date_trunc('month', a.submitted_on) AS DATE)
),
issued AS (
    SELECT CAST(date_trunc('month', d.issued_on) AS DATE) AS month, count(*) AS documents
    FROM core.document AS d
    GROUP BY CAST(date_trunc('month', d.issued_on) AS DATE)
)
SELECT
    strftime(m.month, '%Y-%m')      AS month,
    coalesce(a.applications, 0)     AS applications,
    coalesce(i.documents, 0)        AS documents
FROM months AS m
LEFT JOIN applied AS a ON a.month = m.month
LEFT JOIN issued AS i ON i.month = m.month
ORDER BY m.month
