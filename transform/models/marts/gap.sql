-- Where a mandatory profession is wanted and cannot be recognised (analysis C.03,
-- rule r01): one row per mandatory profession and region with vacancies in R12 and no
-- live scope on P1. other_regions counts the regions that have a centre for it.
WITH elsewhere AS (
    SELECT
        profession,
        count(*) FILTER (WHERE centres > 0)   AS regions
    FROM mart.profession_region
    GROUP BY profession
)
SELECT
    g.profession,
    g.region,
    g.nkz4,
    g.sector,
    g.vacancies,
    e.regions     AS other_regions
FROM mart.profession_region AS g
JOIN elsewhere AS e ON e.profession = g.profession
WHERE g.mandatory
  AND g.vacancies > 0
  AND g.centres = 0
