-- Which rules rows of each provider broke in the period, of the source $1 or, with '', of all;
-- in the order of names (no ranking).
SELECT
    coalesce(b.name_kk, c.name_kk, l.provider)        AS provider_kk,
    coalesce(b.name_ru, c.name_ru, l.provider)        AS provider_ru,
    c.centre,
    l.source,
    f.rule,
    count(DISTINCT (f.landing, f."row"))              AS "rows"
FROM ledger.finding AS f
JOIN ledger.landing AS l ON l.landing = f.landing
JOIN reference.parameter AS p ON l.period_to BETWEEN p.period_from AND p.period_to
LEFT JOIN reference.body AS b ON b.body = l.provider
LEFT JOIN core.centre AS c ON c.centre = l.provider
WHERE $1 = '' OR l.source = $1
GROUP BY l.provider, b.name_kk, b.name_ru, c.name_kk, c.name_ru, c.centre, l.source, f.rule
ORDER BY provider_ru, l.source, f.rule
