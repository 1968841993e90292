-- kk: Тану сұранысқа сай ма: бос орындары көп 15 кәсіп тобы
-- ru: Отвечает ли признание спросу: 15 групп занятий с наибольшим числом вакансий
-- en: Does recognition meet demand: the 15 occupations with most vacancies
WITH wanted AS (
    SELECT v.nkz4, sum(v.vacancies) AS vacancies, sum(v.resumes) AS resumes
    FROM core.vacancy_month AS v
    JOIN reference.parameter AS p ON v.month BETWEEN p.roll_from AND p.period_to
    GROUP BY v.nkz4
),
recognised AS (
    SELECT f.nkz4, count(*) AS recognised
    FROM core.recognition AS r
    JOIN core.profession AS f ON f.profession = r.profession
    JOIN reference.parameter AS p ON r.recognised_on BETWEEN p.roll_from AND p.period_to
    GROUP BY f.nkz4
)
SELECT w.nkz4, o.name_kk, o.name_ru, w.vacancies, w.resumes, coalesce(r.recognised, 0) AS recognised
FROM wanted AS w
LEFT JOIN core.occupation AS o ON o.nkz4 = w.nkz4
LEFT JOIN recognised AS r ON r.nkz4 = w.nkz4
ORDER BY w.vacancies DESC, w.nkz4
LIMIT 15
