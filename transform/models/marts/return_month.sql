-- Returns by source, kind of provider and month (analysis 1.3, I.01 to I.11): how
-- many were expected and in what state they are on the day of the freeze. The month
-- is that of the period's last day. Duties not yet due are counted apart and stand
-- in no share; on_time and late count data and nil, nil also within them.
WITH first_file AS (
    SELECT
        v.source,
        v.provider,
        split_part(v.period, '+', 1)   AS period,
        min_by(v.verdict, v.landing)   AS verdict
    FROM ledger.version AS v
    JOIN ledger.landing AS l ON l.landing = v.landing
    JOIN reference.parameter AS p ON l.landed_on <= p.as_of
    GROUP BY v.source, v.provider, split_part(v.period, '+', 1)
)
SELECT
    r.source,
    r.provider_kind,
    CAST(date_trunc('month', r.period_to) AS DATE)                                      AS month,
    count(*) FILTER (WHERE r.expected AND r.timeliness NOT IN ('not_due', 'due'))       AS expected,
    count(*) FILTER (WHERE r.timeliness IN ('not_due', 'due'))                          AS not_yet_due,
    count(*) FILTER (WHERE r.timeliness = 'on_time')                                    AS on_time,
    count(*) FILTER (WHERE r.timeliness = 'late')                                       AS late,
    count(*) FILTER (WHERE r.timeliness = 'missing')                                    AS missing,
    count(*) FILTER (WHERE r.timeliness = 'missing' AND r.rejected_only)                AS rejected_only,
    count(*) FILTER (WHERE r.expected AND r.content = 'nil')                            AS nil,
    count(*) FILTER (WHERE r.timeliness = 'answered')                                   AS cannot_provide,
    count(*) FILTER (WHERE r.timeliness = 'exempt')                                     AS exempt,
    count(*) FILTER (WHERE r.timeliness = 'closed')                                     AS closed,
    count(*) FILTER (WHERE r.versions > 1)                                              AS corrected,
    count(*) FILTER (WHERE r.expected AND f.verdict IS NOT NULL)                        AS any_file,
    count(*) FILTER (WHERE r.expected AND f.verdict = 'accepted')                       AS first_accepted,
    CAST(sum(r.delay_wd) AS BIGINT)                                                     AS delay_wd,
    CAST(sum(r.rows_received) AS BIGINT)                                                AS rows_received,
    CAST(sum(r.rows_accepted) AS BIGINT)                                                AS rows_accepted,
    CAST(sum(r.rows_rejected) AS BIGINT)                                                AS rows_rejected,
    CAST(sum(r.rows_duplicate) AS BIGINT)                                               AS rows_duplicate
FROM core.return AS r
LEFT JOIN first_file AS f ON f.source = r.source AND f.provider = r.provider AND f.period = r.period
GROUP BY r.source, r.provider_kind, CAST(date_trunc('month', r.period_to) AS DATE)
