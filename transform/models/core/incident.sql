-- One row per technical failure (par. 14), as last told; source is which of the five
-- sources reported it first. Instants are UTC.
WITH newest AS (
    SELECT
        i.*,
        row_number() OVER (PARTITION BY incident_no ORDER BY _period_to DESC, _landing DESC) AS age
    FROM staging.incidents AS i
)
SELECT
    incident_no   AS id,
    reported_by   AS source,
    started_at,
    ended_at,
    planned
FROM newest
WHERE age = 1
