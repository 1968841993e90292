-- One row per profession and level of the register (par. 7(1), 9(2)); validity as
-- in core.profession, judged for the pair.
WITH listed AS (
    SELECT
        r.*,
        max(r._period_to) OVER (PARTITION BY r.code, r.level) AS last_seen,
        max(r._period_to) OVER (PARTITION BY r._provider)      AS newest
    FROM staging.profession_registry AS r
)
SELECT
    code                              AS profession,
    CAST(level AS SMALLINT)           AS level,
    min(included_on)                  AS vf,
    CASE
        WHEN count(excluded_on) = count(*) THEN CAST(max(excluded_on) - INTERVAL '1' DAY AS DATE)
        WHEN last_seen < newest            THEN last_seen
    END                               AS vt
FROM listed
WHERE _period_to = last_seen
GROUP BY code, level, last_seen, newest
