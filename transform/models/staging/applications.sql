-- One row per event of an application on Career Enbek (par. 3, 7(5)). The words
-- of the platform become codes (analysis 1.1); days are local, Asia/Almaty
-- (1.2); "4 уровень - name" is split and matched to the register by level and
-- name, and what does not match stays with profession NULL. fact_on places the
-- event in a period: a result belongs to the day of the exam, the rest to its own.
-- An event sent twice counts once, as last told, known since first told; one that
-- was taken back does not count.
-- build: table
WITH label AS (  -- one code per shown name, the newest register first
    SELECT
        label_key,
        arg_max(code, (_period_to, code)) AS profession
    FROM staging.profession_registry
    GROUP BY label_key
),
named AS (  -- each text is split and matched once, however many events carry it
    SELECT
        t.profession_text,
        label.profession,
        try_cast(regexp_extract(trim(t.profession_text), '^([1-8]) уровень', 1) AS SMALLINT) AS level
    FROM (SELECT DISTINCT profession_text FROM raw.applications) AS t
    LEFT JOIN label ON label.label_key = lower(regexp_replace(trim(t.profession_text), '\s+', ' ', 'g'))
),
repeated AS (  -- events that came in more than one landing: few, so the join stays cheap
    SELECT
        r.application_no,
        r.event_id,
        max(c.landing)   AS landing,
        min(c.landed_on) AS known_on
    FROM raw.applications AS r
    JOIN staging.counted AS c ON c.landing = r._landing
    WHERE r._state = 0
    GROUP BY r.application_no, r.event_id
    HAVING count(*) > 1
),
event AS (
    SELECT
        r.*,
        CAST(r."at" AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Almaty' AS DATE) AS event_on,
        coalesce(m.known_on, c.landed_on)                                  AS known_on,
        c.*
    FROM raw.applications AS r
    JOIN staging.counted AS c ON c.landing = r._landing
    LEFT JOIN repeated AS m ON m.application_no = r.application_no AND m.event_id = r.event_id
    WHERE r._state = 0
      AND (m.landing IS NULL OR m.landing = r._landing)
      AND NOT EXISTS (SELECT 1 FROM staging.overtaken AS o WHERE o.landing = r._landing AND o.row = r._row)
),
coded AS (
    SELECT
        *,
        CASE status
            WHEN 'На рассмотрении'              THEN 'under_review'
            WHEN 'Отказано'                     THEN 'refused'
            WHEN 'Документы приняты'            THEN 'accepted'
            WHEN 'На подписи у кандидата'       THEN 'at_candidate'
            WHEN 'На подписи у ЦППК'            THEN 'at_centre'
            WHEN 'Договор заключен'             THEN 'contracted'
            WHEN 'Назначено'                    THEN 'scheduled'
            WHEN 'Экзамен сдан'                 THEN 'passed'
            WHEN 'Экзамен не сдан'              THEN 'failed'
            WHEN 'Неявка на экзамен'            THEN 'no_show'
            WHEN 'Получил признание'            THEN 'recognised'
            WHEN 'Документ о признании подписан' THEN 'document_signed'
            WHEN 'Аннулирован'                  THEN 'annulled'
        END AS code
    FROM event
)
SELECT
    e.application_no                                      AS app,
    e.event_id,
    e.code                                                AS status,
    e.event_on,
    CASE
        WHEN e.code IN ('passed', 'failed') THEN coalesce(e.held_on, e.protocol_date, e.scheduled_for, e.event_on)
        WHEN e.code = 'no_show'             THEN coalesce(e.scheduled_for, e.held_on, e.event_on)
        ELSE e.event_on
    END                                                   AS fact_on,
    e.person_key,
    e.birth_year,
    e.sex,
    e.region                                              AS home_region,
    e.centre_bin                                          AS centre,
    e.profession_text,
    named.profession,
    named.level,
    e.lang,
    coalesce(e.exam_no, 1)                                AS exam_no,
    coalesce(e.attempt, 1)                                AS attempt,
    e.scheduled_for,
    e.exam_region,
    CASE e.no_show_reason
        WHEN 'по собственному желанию' THEN 'own_wish'
        WHEN 'в связи со здоровьем'    THEN 'health'
    END                                                   AS reason,
    e.sick_note,
    e.held_on,
    e.protocol_no,
    e.protocol_date,
    e.serial,
    e.issued_on,
    e.expires_on,
    e.landing                                             AS _landing,
    e.provider                                            AS _provider,
    e.period                                              AS _period,
    e.period_from                                         AS _period_from,
    e.period_to                                           AS _period_to,
    e.known_on                                            AS _known_on
FROM coded AS e
LEFT JOIN named ON named.profession_text = e.profession_text
