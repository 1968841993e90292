-- One row per centre, certificate, profession and level of a monthly list of
-- accredited centres (par. 7(4)). Every month stays: the history of a
-- certificate is read from the lists one after another.
SELECT
    r.bin,
    r.name_ru,
    r.name_kk,
    r.region,
    r.certificate_no,
    r.issued_on,
    r.valid_to,
    r.status,
    r.status_on,
    r.profession,
    r.level,
    r.scope_from,
    r.scope_to,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.accredited_centres AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
