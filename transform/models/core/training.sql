-- One row per training on the instruments of the system (par. 9(5)), as last told.
WITH newest AS (
    SELECT
        r.*,
        row_number() OVER (PARTITION BY record_no ORDER BY _period_to DESC, _landing DESC) AS age
    FROM staging.standard_reviews AS r
)
SELECT
    record_no    AS training,
    topic_ru     AS topic,
    started_on   AS scheduled_on,
    ended_on     AS held_on
FROM newest
WHERE age = 1
  AND kind = 'training'
