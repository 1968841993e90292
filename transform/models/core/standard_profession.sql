-- One row per standard, profession and level: the profession cards of the newest
-- monthly list (par. 7(2), 9(3)).
WITH newest AS (
    SELECT
        _provider,
        max(_period_to) AS _period_to
    FROM staging.professional_standards
    GROUP BY _provider
)
SELECT DISTINCT
    s.standard_code             AS standard,
    s.profession,
    CAST(s.level AS SMALLINT)   AS level
FROM staging.professional_standards AS s
JOIN newest AS n ON n._provider = s._provider AND n._period_to = s._period_to
