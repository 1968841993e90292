-- Vacancies and résumés in the unit group of the profession, month by month.
SELECT
    strftime(v.month, '%Y-%m')   AS month,
    sum(v.vacancies)   AS vacancies,
    sum(v.resumes)     AS resumes
FROM core.vacancy_month AS v
JOIN reference.parameter AS p ON v.month BETWEEN p.roll_from AND p.period_to
WHERE v.nkz4 = (SELECT min(nkz4) FROM core.profession WHERE profession = $1)
GROUP BY v.month
ORDER BY v.month
