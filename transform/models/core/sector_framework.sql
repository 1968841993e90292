-- One row per sector, level and state body: the newest framework that the body has
-- published (par. 7(2)).
WITH newest AS (
    SELECT
        _provider,
        max(_period_to) AS _period_to
    FROM staging.sector_frameworks
    GROUP BY _provider
)
SELECT
    f.sector,
    CAST(f.level AS SMALLINT)   AS level,
    f._provider                 AS body,
    f.approved_on               AS vf,
    f.in_force_to               AS vt
FROM staging.sector_frameworks AS f
JOIN newest AS n ON n._provider = f._provider AND n._period_to = f._period_to
