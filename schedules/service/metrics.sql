-- What the ledger says of every source, a number a row: what is measured, of which source,
-- of which kind, how much.
SELECT 'rows' AS measure, source, u.became, CAST(u.n AS DOUBLE) AS n
FROM (
    SELECT source, unnest([
        {'became': 'received', 'n': sum(received)},
        {'became': 'accepted', 'n': sum(accepted)},
        {'became': 'rejected', 'n': sum(rejected)},
        {'became': 'duplicate', 'n': sum(duplicate)},
        {'became': 'superseded', 'n': sum(superseded)},
        {'became': 'out_of_scope', 'n': sum(out_of_scope)},
        {'became': 'held', 'n': sum(held)}]) AS u
    FROM ledger.balance
    GROUP BY source
)
UNION ALL
-- of the versions that count
SELECT 'findings', c.source, f.severity, count(*)
FROM ledger.finding AS f
JOIN ledger.current AS c ON c.landing = f.landing
GROUP BY c.source, f.severity
UNION ALL
SELECT 'landings', source, verdict, count(*) FROM ledger.version WHERE verdict <> 'act' GROUP BY source, verdict
UNION ALL
SELECT 'landed', source, '', epoch(max(landed_at)) FROM ledger.landing WHERE source <> 'acts' GROUP BY source
UNION ALL
SELECT 'unread', '', '', count(*) FROM ledger.landing AS l ANTI JOIN ledger.version AS v ON v.landing = l.landing
UNION ALL
SELECT 'release', '', '', epoch(max(made_at)) FROM ledger.release HAVING max(made_at) IS NOT NULL
UNION ALL
SELECT 'memory', '', '', sum(memory_usage_bytes) FROM duckdb_memory()
UNION ALL
SELECT 'spilt', '', '', sum(temporary_storage_bytes) FROM duckdb_memory()
UNION ALL
SELECT 'outbox', '', s.state, count(l.letter)
FROM (SELECT unnest(['written', 'sending', 'sent', 'withdrawn']) AS state) AS s
LEFT JOIN ledger.letter AS l ON l.state = s.state
GROUP BY s.state
