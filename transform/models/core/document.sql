-- One row per serial number, centre and person (par. 7(5); analysis 1.1): the
-- register of issued and annulled documents from the centres' returns, completed by
-- the platform; where both tell of it the return, the statutory source, decides.
-- One serial with two centres or persons gives two rows: a conflict to be seen, not
-- solved here. An annulment whose issue has not arrived is a row without issued_on.
WITH told AS (
    SELECT
        serial,
        centre_bin                                        AS centre,
        person_key,
        profession,
        CAST(level AS SMALLINT)                           AS level,
        'return'                                          AS source,
        CASE WHEN action = 'issued' THEN action_date END   AS issued_on,
        CASE WHEN action = 'issued' THEN expires_on END    AS expires_on,
        CASE WHEN action = 'annulled' THEN coalesce(action_date, _period_to) END AS annulled_on,
        _period_to                                        AS told_on
    FROM staging.recognition_documents
    UNION ALL
    SELECT
        known_serial,
        centre,
        person_key,
        profession,
        level,
        'platform',
        CASE WHEN status = 'document_signed' THEN coalesce(issued_on, event_on) END,
        CASE WHEN status = 'document_signed' THEN expires_on END,
        CASE WHEN status = 'annulled' THEN event_on END,
        _period_to
    FROM (
        SELECT
            a.*,
            coalesce(a.serial, max(CASE WHEN a.status = 'document_signed' THEN a.serial END) OVER (PARTITION BY a.app)) AS known_serial
        FROM staging.applications AS a
        WHERE a.status IN ('document_signed', 'annulled')
    ) AS p
)
SELECT
    serial,
    centre,
    person_key,
    coalesce(max(profession) FILTER (WHERE source = 'return'), max(profession))                                       AS profession,
    coalesce(max(level) FILTER (WHERE source = 'return'), max(level))                                                 AS level,
    coalesce(max_by(issued_on, told_on) FILTER (WHERE source = 'return' AND issued_on IS NOT NULL), min(issued_on))     AS issued_on,
    coalesce(max_by(expires_on, told_on) FILTER (WHERE source = 'return' AND expires_on IS NOT NULL), max(expires_on))  AS expires_on,
    coalesce(min(annulled_on) FILTER (WHERE source = 'return'), min(annulled_on))                                       AS annulled_on,
    CASE
        WHEN min(source) <> max(source) THEN 'both'
        ELSE min(source)
    END                                                                                                               AS origin
FROM told
WHERE serial IS NOT NULL
GROUP BY serial, centre, person_key
