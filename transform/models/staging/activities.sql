-- One row per activity of the classifier of economic activities (par. 19).
SELECT
    r.code,
    r.name_ru,
    r.name_kk,
    r.divisions,
    r.state_body,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.activities AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
