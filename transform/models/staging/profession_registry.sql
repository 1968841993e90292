-- One row per profession and level of a half-year's register (par. 7(1), 9(2)).
-- label_key is the shown name, "4 уровень - Социальный работник", with spaces and
-- letter case levelled: applications name their profession by it.
SELECT
    r.code,
    r.name_ru,
    r.name_kk,
    r.level_name_ru,
    lower(regexp_replace(trim(r.level_name_ru), '\s+', ' ', 'g')) AS label_key,
    r.nkz,
    r.level,
    r.sector,
    r.mandatory,
    r.standard_code,
    r.included_on,
    r.excluded_on,
    c.landing     AS _landing,
    c.provider    AS _provider,
    c.period      AS _period,
    c.period_from AS _period_from,
    c.period_to   AS _period_to,
    c.landed_on   AS _known_on
FROM raw.profession_registry AS r
JOIN staging.counted AS c ON c.landing = r._landing
WHERE r._state = 0
  AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
