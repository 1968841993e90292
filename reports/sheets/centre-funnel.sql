-- The own applications of the centre, submitted in the last 12 months, and how far they came.
SELECT
    count(*)                                            AS submitted,
    count(*) FILTER (WHERE a.decision = 'accepted')     AS accepted,
    count(a.contracted_on)                              AS contracted,
    count(*) FILTER (WHERE a.outcome = 'passed')        AS passed,
    count(a.recognised_on)                              AS recognised
FROM core.application AS a
JOIN reference.parameter AS p ON a.submitted_on BETWEEN p.roll_from AND p.period_to
WHERE a.centre = $1
