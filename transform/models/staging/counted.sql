-- One row per landing that counts: of every source, provider and period the
-- newest landing that was accepted, whole or in part, by the day of the
-- knowledge freeze. Earlier versions stay in raw and are not read (analysis 1.2).
-- build: table
SELECT
    v.landing,
    v.source,
    v.provider,
    v.period,
    l.period_from,
    l.period_to,
    l.landed_on
FROM ledger.version AS v
JOIN ledger.landing AS l ON l.landing = v.landing
JOIN reference.parameter AS p ON l.landed_on <= p.as_of
WHERE v.verdict IN ('accepted', 'partly')
QUALIFY row_number() OVER (PARTITION BY v.source, v.provider, v.period ORDER BY v.landing DESC) = 1
