-- What is on record of one run, in its order: its beginning, what landed while it ran with the
-- verdict on it and the counts of its rows, and its end with what it said. One row an event.
WITH wanted AS (
    SELECT kind, coalesce(source, '') AS source, state, ran_at, coalesce(ended_at, ran_at) AS ended_at, coalesce(message, '') AS message
    FROM ledger.run WHERE run = ?
),
event AS (
    SELECT ran_at AS at, 0 AS place, 'began' AS event, concat_ws(' ', kind, source) AS about, '' AS text, CAST(NULL AS BIGINT) AS landing
    FROM wanted
    UNION ALL
    SELECT l.landed_at, 1, 'landed', concat_ws(' ', l.provider, l.period), '', l.landing
    FROM wanted AS w
    JOIN ledger.landing AS l ON l.source = w.source AND l.landed_at BETWEEN w.ran_at AND w.ended_at
    UNION ALL
    SELECT ended_at, 2, state, '', message, NULL
    FROM wanted
)
SELECT e.at, e.event, e.about, e.text, v.verdict,
    coalesce(v.received, 0), coalesce(v.accepted, 0), coalesce(v.rejected, 0), coalesce(v.duplicate, 0), coalesce(v.out_of_scope, 0)
FROM event AS e
LEFT JOIN ledger.version AS v ON v.landing = e.landing
ORDER BY e.at, e.place, e.landing
