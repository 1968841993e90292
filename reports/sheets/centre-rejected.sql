-- The rules that rows of the centre broke in the period; nsk check says of each how to put it right.
SELECT
    f.rule,
    count(DISTINCT (f.landing, f."row"))   AS "rows"
FROM ledger.finding AS f
JOIN ledger.landing AS l ON l.landing = f.landing
JOIN reference.parameter AS p ON l.period_to BETWEEN p.period_from AND p.period_to
WHERE l.provider = $1
  AND f.severity = 'row'
GROUP BY f.rule
ORDER BY "rows" DESC, f.rule
