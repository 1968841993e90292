-- One row per legal act on recognition (par. 7(1)).
SELECT
    r.act_no,
    r.name_ru,
    r.name_kk,
    r.adopted_on,
    r.in_force_from,
    r.posted_ru_on,
    r.posted_kk_on,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.legal_acts AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
