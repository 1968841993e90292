-- How many rows of each kind of provider broke each rule of the checks in the period, of the
-- source $1 or, with '', of all.
WITH kind AS (
    SELECT DISTINCT provider, provider_kind
    FROM core."return"
)
SELECT
    f.rule,
    coalesce(k.provider_kind, '?')                                              AS kind,
    count(DISTINCT (f.landing, f."row"))                                        AS "rows",
    count(DISTINCT (f.landing, f."row")) FILTER (WHERE f.severity = 'row')      AS rejected,
    count(DISTINCT l.provider)                                                  AS providers
FROM ledger.finding AS f
JOIN ledger.landing AS l ON l.landing = f.landing
JOIN reference.parameter AS p ON l.period_to BETWEEN p.period_from AND p.period_to
LEFT JOIN kind AS k ON k.provider = l.provider
WHERE $1 = '' OR l.source = $1
GROUP BY f.rule, coalesce(k.provider_kind, '?')
ORDER BY f.rule, kind
