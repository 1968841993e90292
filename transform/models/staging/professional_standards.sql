-- One row per standard, profession and level of a monthly list (par. 7(2), 9(3)).
SELECT
    r.standard_code,
    r.name_ru,
    r.name_kk,
    r.body,
    r.sector,
    r.approved_on,
    r.in_force_from,
    r.in_force_to,
    r.revision_due_on,
    r.profession,
    r.level,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.professional_standards AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
