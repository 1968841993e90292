-- One row per sector: a section, A to U, of the newest classifier of economic
-- activities (par. 19), with the state body that answers for it.
WITH newest AS (
    SELECT max(_period_to) AS _period_to
    FROM staging.activities
)
SELECT
    a.code              AS sector,
    max(a.state_body)   AS state_body,
    max(a.name_kk)      AS name_kk,
    max(a.name_ru)      AS name_ru
FROM staging.activities AS a
JOIN newest AS n ON n._period_to = a._period_to
WHERE length(a.code) = 1
GROUP BY a.code
