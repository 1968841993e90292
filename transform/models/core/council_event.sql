-- One row per meeting, decision or recommendation of the National Council (par.
-- 7(1)) and of the sector councils (par. 7(2)), as last told. council is the Russian
-- name; the National Council has no name of its own in its return.
WITH every AS (
    SELECT event_no, 'Национальный совет' AS council, 'national' AS kind, _provider, event_on, _period, event, _landing
    FROM staging.national_council
    UNION ALL
    SELECT event_no, council_ru, 'sector', _provider, event_on, _period, event, _landing
    FROM staging.sector_councils
),
newest AS (
    SELECT
        e.*,
        row_number() OVER (PARTITION BY kind, _provider, event_no ORDER BY _landing DESC) AS age
    FROM every AS e
)
SELECT
    council,
    kind,
    _provider   AS body,
    event_on,
    _period     AS period,
    event
FROM newest
WHERE age = 1
