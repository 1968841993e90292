-- One row per user request and day on which it was opened or changed (par. 15, 16).
SELECT
    r.request_no,
    r.person_key,
    r.topic,
    r.class,
    r.class_set_on,
    r.opened_on,
    r.closed_on,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.support_requests AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
