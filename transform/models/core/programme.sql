-- One row per educational programme of the newest half-year's registers (par.
-- 7(3)). The state of higher programmes: 0 never in the register (left out), 1
-- included, 2 excluded, from the day of the change; the last day is the day before.
WITH higher AS (
    SELECT
        programme_code,
        'higher'                                        AS kind,
        region,
        standard_code,
        standard_based,
        created                                         AS included_on,
        CASE WHEN status = '2' THEN coalesce(CAST(modified AS DATE), created) END AS excluded_on,
        _period_to,
        max(_period_to) OVER (PARTITION BY _provider)   AS newest
    FROM staging.programmes_higher
    WHERE status <> '0'
),
tvet AS (
    SELECT
        programme_code,
        'tvet'                                          AS kind,
        region,
        standard_code,
        standard_based,
        included_on,
        CASE WHEN status = 'excluded' THEN coalesce(excluded_on, included_on) ELSE excluded_on END AS excluded_on,
        _period_to,
        max(_period_to) OVER (PARTITION BY _provider)   AS newest
    FROM staging.programmes_tvet
),
every AS (
    SELECT * FROM higher
    UNION ALL
    SELECT * FROM tvet
)
SELECT
    programme_code                                    AS programme,
    kind,
    region,
    standard_code                                     AS standard,
    standard_based,
    included_on                                       AS vf,
    CAST(excluded_on - INTERVAL '1' DAY AS DATE)      AS vt,
    _period_to                                        AS snapshot_on
FROM every
WHERE _period_to = newest
