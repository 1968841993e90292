-- One row per request to the support service (par. 15, 16), as last told. class is
-- the limit of 3, 10 or 20 working days; due_on is the day on which that many
-- working days after the day of opening have been reached (analysis 1.4).
WITH newest AS (
    SELECT
        r.*,
        row_number() OVER (PARTITION BY request_no ORDER BY _period_to DESC, _landing DESC) AS age
    FROM staging.support_requests AS r
)
SELECT
    r.request_no                AS req,
    CAST(r.class AS INTEGER)    AS class,
    r.class_set_on,
    r.opened_on,
    r.closed_on,
    due.day                     AS due_on,
    r.topic
FROM newest AS r
LEFT JOIN reference.day AS start ON start.day = r.opened_on
LEFT JOIN reference.day AS due ON due.working AND due.n = start.n + CAST(r.class AS INTEGER)
WHERE r.age = 1
