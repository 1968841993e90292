-- One row per programme and the profession it prepares for, where the newest
-- half-year's registers name one (par. 7(3)).
WITH every AS (
    SELECT
        programme_code,
        profession,
        _period_to,
        max(_period_to) OVER (PARTITION BY _provider) AS newest
    FROM staging.programmes_higher
    WHERE status <> '0'
    UNION ALL
    SELECT
        programme_code,
        profession,
        _period_to,
        max(_period_to) OVER (PARTITION BY _provider) AS newest
    FROM staging.programmes_tvet
)
SELECT DISTINCT
    programme_code   AS programme,
    profession
FROM every
WHERE _period_to = newest
  AND profession IS NOT NULL
