-- One row per founder (participant) of a centre in the newest monthly list (par.
-- 7(4); the Kazakh text makes this return conditional, so it may be old).
WITH newest AS (
    SELECT
        _provider,
        max(_period_to) AS _period_to
    FROM staging.centre_founders
    GROUP BY _provider
)
SELECT
    f.bin           AS centre,
    f.founder_bin   AS founder,
    f.since         AS vf,
    f.until         AS vt
FROM staging.centre_founders AS f
JOIN newest AS n ON n._provider = f._provider AND n._period_to = f._period_to
