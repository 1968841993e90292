-- The occupations most wanted in the last 12 months, in the region $1 or, with '', in the
-- country, and what there is of a route for them there on the last day of the period.
WITH demand AS (
    SELECT
        v.nkz4,
        CAST(sum(v.vacancies) AS BIGINT)   AS vacancies,
        CAST(sum(v.resumes) AS BIGINT)     AS resumes
    FROM core.vacancy_month AS v
    JOIN reference.parameter AS p ON v.month BETWEEN p.roll_from AND p.period_to
    WHERE $1 = '' OR v.region = $1
    GROUP BY v.nkz4
    ORDER BY vacancies DESC, v.nkz4
    LIMIT 30
),
route AS (
    SELECT
        w.nkz4,
        count(*)                                             AS professions,
        CAST(sum(CASE WHEN w.standards > 0 THEN 1 ELSE 0 END) AS BIGINT)   AS standards,
        CAST(sum(CASE WHEN $1 = '' THEN w.programmes ELSE g.programmes END) AS BIGINT)   AS programmes,
        CAST(sum(CASE WHEN $1 = '' THEN w.centres ELSE g.centres END) AS BIGINT)         AS centres
    FROM mart.profession_route AS w
    LEFT JOIN mart.profession_region AS g ON g.profession = w.profession AND g.region = $1
    GROUP BY w.nkz4
)
SELECT
    coalesce(o.name_kk, d.nkz4)      AS occupation_kk,
    coalesce(o.name_ru, d.nkz4)      AS occupation_ru,
    d.vacancies,
    d.resumes,
    coalesce(r.professions, 0)       AS professions,
    coalesce(r.standards, 0)         AS with_standard,
    coalesce(r.programmes, 0)        AS programmes,
    coalesce(r.centres, 0)           AS scopes
FROM demand AS d
LEFT JOIN core.occupation AS o ON o.nkz4 = d.nkz4
LEFT JOIN route AS r ON r.nkz4 = d.nkz4
ORDER BY d.vacancies DESC, d.nkz4
