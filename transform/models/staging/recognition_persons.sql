-- One row per person's attempt in a centre's monthly return (par. 7(5)).
SELECT
    r.application_no,
    r.attempt,
    r.person_key,
    r.birth_year,
    r.sex,
    r.region         AS home_region,
    r.centre_bin,
    r.profession,
    r.level,
    r.exam_region,
    r.exam_date,
    r.result,
    r.no_show_reason,
    r.protocol_no,
    r.protocol_date,
    r.lang,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.recognition_persons AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
