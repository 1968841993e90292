-- One row per centre that ever stood in a monthly list of accredited centres (par.
-- 7(4)), named as in the last list that holds it. Whether it is active on a day
-- says core.centre_active.
WITH listed AS (
    SELECT
        c.*,
        max(c._period_to) OVER (PARTITION BY c.bin) AS last_seen
    FROM staging.accredited_centres AS c
)
SELECT
    bin            AS centre,
    max(name_kk)   AS name_kk,
    max(name_ru)   AS name_ru,
    max(region)    AS region
FROM listed
WHERE _period_to = last_seen
GROUP BY bin
