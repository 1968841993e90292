-- One row per expert review of a standard or training (par. 9(4), 9(5)).
SELECT
    r.record_no,
    r.kind,
    r.standard_code,
    r.topic_ru,
    r.topic_kk,
    r.started_on,
    r.ended_on,
    r.result,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.standard_reviews AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
