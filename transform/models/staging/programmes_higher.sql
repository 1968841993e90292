-- One row per programme of higher and postgraduate education in a half-year's
-- register (par. 7(3)).
SELECT
    r.programme_code,
    r.name_ru,
    r.name_kk,
    r.region,
    r.profession,
    r.standard_code,
    r.standard_based,
    r.status,
    r.created,
    r.modified,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.programmes_higher AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
