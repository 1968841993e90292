-- Is there a route in the region for its ten occupations with most vacancies in the last 12
-- months: standards in force, programmes and active centres in the region.
WITH demand AS (
    SELECT v.nkz4, sum(v.vacancies) AS vacancies
    FROM core.vacancy_month AS v
    JOIN reference.parameter AS p ON v.month BETWEEN p.roll_from AND p.period_to
    WHERE v.region = $1
    GROUP BY v.nkz4
    ORDER BY vacancies DESC, v.nkz4
    LIMIT 10
),
listed AS (
    SELECT r.nkz4, r.profession
    FROM core.profession AS r
    JOIN reference.parameter AS p ON r.vf <= p.period_to AND coalesce(r.vt, p.period_to) >= p.period_to
),
standards AS (
    SELECT l.nkz4, count(DISTINCT s.standard) AS n
    FROM listed AS l
    JOIN core.standard_profession AS x ON x.profession = l.profession
    JOIN core.standard AS s ON s.standard = x.standard
    JOIN reference.parameter AS p ON s.in_force_from <= p.period_to AND coalesce(s.in_force_to, p.period_to) >= p.period_to
    GROUP BY l.nkz4
),
programmes AS (
    SELECT l.nkz4, count(DISTINCT g.programme) AS n
    FROM listed AS l
    JOIN core.programme_profession AS x ON x.profession = l.profession
    JOIN core.programme AS g ON g.programme = x.programme AND g.region = $1
    JOIN reference.parameter AS p ON g.vf <= p.period_to AND coalesce(g.vt, p.period_to) >= p.period_to
    GROUP BY l.nkz4
),
centres AS (
    SELECT l.nkz4, count(DISTINCT c.centre) AS n
    FROM listed AS l
    JOIN core.centre_scope AS s ON s.profession = l.profession
    JOIN core.centre AS c ON c.centre = s.centre AND c.region = $1
    JOIN core.centre_active AS a ON a.centre = c.centre
    JOIN reference.parameter AS p ON s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
        AND a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
    GROUP BY l.nkz4
)
SELECT
    coalesce(o.name_kk, d.nkz4)   AS occupation_kk,
    coalesce(o.name_ru, d.nkz4)   AS occupation_ru,
    d.vacancies,
    coalesce(s.n, 0)              AS standards,
    coalesce(g.n, 0)              AS programmes,
    coalesce(c.n, 0)              AS centres
FROM demand AS d
LEFT JOIN core.occupation AS o ON o.nkz4 = d.nkz4
LEFT JOIN standards AS s ON s.nkz4 = d.nkz4
LEFT JOIN programmes AS g ON g.nkz4 = d.nkz4
LEFT JOIN centres AS c ON c.nkz4 = d.nkz4
ORDER BY d.vacancies DESC, d.nkz4
