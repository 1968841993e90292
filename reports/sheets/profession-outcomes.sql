-- What became of the applications of the last 12 months, and the documents issued in them.
SELECT
    count(*) FILTER (WHERE a.submitted_on BETWEEN p.roll_from AND p.period_to)                               AS applied,
    count(*) FILTER (WHERE a.outcome = 'passed' AND a.outcome_on BETWEEN p.roll_from AND p.period_to)        AS passed,
    count(*) FILTER (WHERE a.outcome = 'failed' AND a.outcome_on BETWEEN p.roll_from AND p.period_to)        AS failed,
    (SELECT count(*) FROM core.document AS d, reference.parameter AS q
     WHERE d.profession = $1 AND d.issued_on BETWEEN q.roll_from AND q.period_to)                            AS documents
FROM core.application AS a
CROSS JOIN reference.parameter AS p
WHERE a.profession = $1
