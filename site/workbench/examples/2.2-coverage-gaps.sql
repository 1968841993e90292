-- kk: Қайда сұраныс бар, ал тану мүмкін емес: міндетті кәсіптер мен өңірлер
-- ru: Где спрос есть, а признания нет: профессии обязательного признания и регионы
-- en: Where is there demand and no recognition: mandatory professions and regions
WITH served AS (
    SELECT DISTINCT s.profession, c.region
    FROM core.centre_scope AS s
    JOIN core.centre AS c ON c.centre = s.centre
    JOIN core.centre_active AS a ON a.centre = s.centre
    CROSS JOIN reference.parameter AS p
    WHERE s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
      AND a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
)
SELECT f.profession, f.name_kk, f.name_ru, v.region, sum(v.vacancies) AS vacancies
FROM core.profession AS f
CROSS JOIN reference.parameter AS p
JOIN core.vacancy_month AS v ON v.nkz4 = f.nkz4 AND v.month BETWEEN p.roll_from AND p.period_to
LEFT JOIN served AS s ON s.profession = f.profession AND s.region = v.region
WHERE f.mandatory
  AND f.vf <= p.period_to AND coalesce(f.vt, p.period_to) >= p.period_to
  AND s.profession IS NULL
GROUP BY f.profession, f.name_kk, f.name_ru, v.region
HAVING sum(v.vacancies) > 0
ORDER BY vacancies DESC, f.profession, v.region
