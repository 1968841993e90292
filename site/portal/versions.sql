-- The files of one provider that are on record, with what became of them, the newest first.
-- Acts of the office are no files.
SELECT
    l.landing,
    l.landing_id,
    l.source,
    l.period,
    l.sha256,
    l.media_type,
    coalesce(v.version, 0)         AS version,
    coalesce(v.verdict, 'unread')  AS verdict,
    coalesce(v.content, '')        AS content,
    coalesce(v.received, 0)        AS received,
    coalesce(v.accepted, 0)        AS accepted,
    coalesce(v.rejected, 0)        AS rejected,
    coalesce(v.duplicate, 0)       AS duplicate,
    coalesce(v.out_of_scope, 0)    AS out_of_scope,
    l.landed_at,
    c.landing IS NOT NULL          AS counts
FROM ledger.landing AS l
LEFT JOIN ledger.version AS v ON v.landing = l.landing
LEFT JOIN ledger.current AS c ON c.landing = l.landing
WHERE l.provider = $1
  AND l.source <> 'acts'
  AND (CAST($2 AS BIGINT) = 0 OR l.landing = CAST($2 AS BIGINT))
  AND ($3 = '' OR l.source = $3)
  AND ($4 = '' OR l.period = $4)
ORDER BY l.landing DESC
