-- One row per technical failure and day on which it was told (par. 14).
SELECT
    r.incident_no,
    r.reported_by,
    r.started_at,
    r.ended_at,
    r.planned,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.incidents AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
