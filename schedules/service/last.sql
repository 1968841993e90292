-- Where each source and each job stands: its last run, the first of the attempts that failed
-- in a row, the last run that did not fail, and the alert that is open about it.
WITH run AS (
    SELECT run, kind, coalesce(source, '') AS source, state, ran_at, ended_at, coalesce(attempt, 1) AS attempt, next_at, message
    FROM ledger.run
),
summary AS (
    SELECT kind, source, max(run) AS run, max(run) FILTER (attempt = 1) AS first, max(coalesce(ended_at, ran_at)) FILTER (state = 'done') AS good
    FROM run
    GROUP BY kind, source
),
open AS (
    SELECT kind, coalesce(source, '') AS source, max(alert) AS alert
    FROM ledger.alert
    WHERE cleared_at IS NULL
    GROUP BY kind, coalesce(source, '')
)
SELECT
    coalesce(s.kind, o.kind) AS kind, coalesce(s.source, o.source) AS source,
    l.state, l.ran_at, l.ended_at, coalesce(l.attempt, 1) AS attempt, l.next_at, coalesce(l.message, '') AS message,
    coalesce(f.ended_at, f.ran_at) AS since, s.good, coalesce(o.alert, 0) AS alert
FROM summary AS s
FULL JOIN open AS o ON o.kind = s.kind AND o.source = s.source
LEFT JOIN run AS l ON l.run = s.run
LEFT JOIN run AS f ON f.run = s.first
