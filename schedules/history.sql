-- The runs on record, newest first, each beside what the last three finished runs of the
-- same kind and source before it took, on average.
WITH run AS (
    SELECT *, date_diff('millisecond', ran_at, ended_at) AS took FROM ledger.run
)
SELECT
    r.run, r.kind, coalesce(r.source, '') AS source, r.state, r.ran_at, r.ended_at, coalesce(r.attempt, 1) AS attempt, r.next_at,
    r.took,
    (SELECT CAST(avg(b.took) AS BIGINT) FROM (
        SELECT took FROM run AS e
        WHERE e.kind = r.kind AND e.source IS NOT DISTINCT FROM r.source AND e.state = 'done' AND e.run < r.run AND e.took IS NOT NULL
        ORDER BY e.run DESC LIMIT 3) AS b) AS usual,
    coalesce(r.landed, 0) AS landed, coalesce(r.refused, 0) AS refused, coalesce(r.received, 0) AS received,
    coalesce(r.accepted, 0) AS accepted, coalesce(r.rejected, 0) AS rejected, coalesce(r.findings, 0) AS findings,
    coalesce(r.message, '') AS message
FROM run AS r
WHERE ($1 = '' OR r.kind = $1) AND ($2 = '' OR r.source = $2) AND ($3 = '' OR r.state = $3)
ORDER BY r.run DESC
LIMIT $4
