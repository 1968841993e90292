-- One row per unit group, four signs, of the newest classifier of occupations
-- (par. 7(1)). Vacancies and professions meet at this step; a major group may be X.
WITH newest AS (
    SELECT max(_period_to) AS _period_to
    FROM staging.occupation_classifier
)
SELECT
    o.code                 AS nkz4,
    substr(o.code, 1, 1)   AS major,
    max(o.name_kk)         AS name_kk,
    max(o.name_ru)         AS name_ru
FROM staging.occupation_classifier AS o
JOIN newest AS n ON n._period_to = o._period_to
WHERE length(o.code) = 4
GROUP BY o.code
