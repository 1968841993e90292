-- One row per legal act on recognition in the newest list (par. 7(1)), with the days
-- on which each of the two texts was posted.
WITH newest AS (
    SELECT
        _provider,
        max(_period_to) AS _period_to
    FROM staging.legal_acts
    GROUP BY _provider
)
SELECT
    a.act_no   AS act,
    a.in_force_from,
    a.posted_kk_on,
    a.posted_ru_on
FROM staging.legal_acts AS a
JOIN newest AS n ON n._provider = a._provider AND n._period_to = a._period_to
