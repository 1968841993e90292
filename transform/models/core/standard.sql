-- One row per professional standard of the newest monthly list (par. 7(2), 9(3)).
-- A standard ends by its own dates only, never by missing from a list.
WITH newest AS (
    SELECT
        _provider,
        max(_period_to) AS _period_to
    FROM staging.professional_standards
    GROUP BY _provider
)
SELECT
    s.standard_code          AS standard,
    max(s.name_kk)           AS name_kk,
    max(s.name_ru)           AS name_ru,
    max(s.sector)            AS sector,
    max(s.approved_on)       AS approved_on,
    max(s.in_force_from)     AS in_force_from,
    max(s.in_force_to)       AS in_force_to,
    max(s.revision_due_on)   AS revision_due_on
FROM staging.professional_standards AS s
JOIN newest AS n ON n._provider = s._provider AND n._period_to = s._period_to
GROUP BY s.standard_code
