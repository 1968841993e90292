-- Every return that the centre owed in the period, and what became of it.
SELECT
    r.source,
    r.period,
    r.due_eff          AS due,
    r.timeliness       AS state,
    r.rows_accepted    AS accepted,
    r.rows_rejected    AS rejected
FROM core."return" AS r
JOIN reference.parameter AS p ON r.period_to BETWEEN p.period_from AND p.period_to
WHERE r.provider = $1
  AND r.expected
ORDER BY r.source, r.period_from
