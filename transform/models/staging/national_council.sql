-- One row per event of the National Council (par. 7(1)).
SELECT
    r.event_no,
    r.event,
    r.event_on,
    r.subject_ru,
    r.subject_kk,
    r.term_on,
    r.done_on,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.national_council AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
