-- One row per action, issue or annulment, with a document in a centre's monthly
-- return (par. 7(5)).
SELECT
    r.serial,
    r.action,
    r.action_date,
    r.application_no,
    r.person_key,
    r.centre_bin,
    r.profession,
    r.level,
    r.expires_on,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.recognition_documents AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
