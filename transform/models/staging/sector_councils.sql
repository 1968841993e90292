-- One row per event of a sector council (par. 7(2)).
SELECT
    r.event_no,
    r.council_ru,
    r.council_kk,
    r.event,
    r.event_on,
    r.members,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.sector_councils AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
