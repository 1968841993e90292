-- One row per organisation that had to register on the platform (par. 4): centres
-- within 5 working days of their certificate, chambers and state bodies within 10;
-- due_on is the day on which that many working days after trigger_on are reached.
WITH newest AS (
    SELECT
        r.*,
        CASE kind WHEN 'centre' THEN 5 ELSE 10 END                                     AS limit_wd,
        row_number() OVER (PARTITION BY user_id ORDER BY _period_to DESC, _landing DESC) AS age
    FROM staging.registrations AS r
)
SELECT
    r.user_id      AS provider,
    r.kind,
    r.trigger_on,
    r.limit_wd,
    due.day        AS due_on,
    r.registered_on
FROM newest AS r
LEFT JOIN reference.day AS start ON start.day = r.trigger_on
LEFT JOIN reference.day AS due ON due.working AND due.n = start.n + r.limit_wd
WHERE r.age = 1
