-- One row per profession of the register (par. 7(1), 9(2)), as last published.
-- Valid from its inclusion to the day before its exclusion; a profession that is
-- gone from the newest register without a date was valid to the end of the last
-- half-year in which it stood there.
WITH listed AS (
    SELECT
        r.*,
        max(r._period_to) OVER (PARTITION BY r.code)     AS last_seen,
        max(r._period_to) OVER (PARTITION BY r._provider) AS newest
    FROM staging.profession_registry AS r
)
SELECT
    code                              AS profession,
    max(name_kk)                      AS name_kk,
    max(name_ru)                      AS name_ru,
    max(substr(nkz, 1, 4))            AS nkz4,
    max(sector)                       AS sector,
    bool_or(mandatory)                AS mandatory,
    min(included_on)                  AS vf,
    CASE
        WHEN count(excluded_on) = count(*) THEN CAST(max(excluded_on) - INTERVAL '1' DAY AS DATE)
        WHEN last_seen < newest            THEN last_seen
    END                               AS vt
FROM listed
WHERE _period_to = last_seen
GROUP BY code, last_seen, newest
