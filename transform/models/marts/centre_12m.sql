-- What each centre did for each profession and level in the twelve months to P1
-- (R12): the evidence for comparing centres with exact limits (analysis 3.1). One
-- row per centre, profession and level; decisions, outcomes, sittings and documents
-- each by their own date. passed + failed is what a pass rate stands on.
WITH fact AS (
    SELECT a.centre, a.profession, a.level, CASE WHEN a.decision = 'refused' THEN 'refused' ELSE 'accepted' END AS kind
    FROM core.application AS a
    JOIN reference.parameter AS p ON a.decided_on BETWEEN p.roll_from AND p.period_to
    UNION ALL
    SELECT a.centre, a.profession, a.level, a.outcome
    FROM core.application AS a
    JOIN reference.parameter AS p ON a.outcome_on BETWEEN p.roll_from AND p.period_to
    WHERE a.outcome <> 'refused'
    UNION ALL
    SELECT s.centre, s.profession, s.level, CASE WHEN s.result = 'no_show' THEN concat('due_', coalesce(s.reason, 'unexplained')) ELSE 'due' END
    FROM core.sitting AS s
    JOIN reference.parameter AS p ON s.scheduled_for BETWEEN p.roll_from AND p.period_to
    WHERE s.live
    UNION ALL
    SELECT d.centre, d.profession, d.level, 'issued'
    FROM core.document AS d
    JOIN reference.parameter AS p ON d.issued_on BETWEEN p.roll_from AND p.period_to
    UNION ALL
    SELECT d.centre, d.profession, d.level, 'annulled'
    FROM core.document AS d
    JOIN reference.parameter AS p ON d.annulled_on BETWEEN p.roll_from AND p.period_to
)
SELECT
    f.centre,
    c.region                                                      AS centre_region,
    f.profession,
    f.level,
    count(*) FILTER (WHERE f.kind = 'accepted')                   AS accepted,
    count(*) FILTER (WHERE f.kind = 'refused')                    AS refused,
    count(*) FILTER (WHERE f.kind = 'passed')                     AS passed,
    count(*) FILTER (WHERE f.kind = 'failed')                     AS failed,
    count(*) FILTER (WHERE f.kind = 'no_show_own')                AS no_show_own,
    count(*) FILTER (WHERE f.kind LIKE 'due%')                    AS sittings_due,
    count(*) FILTER (WHERE f.kind = 'due_own_wish')               AS sittings_own_wish,
    count(*) FILTER (WHERE f.kind = 'due_unexplained')            AS sittings_unexplained,
    count(*) FILTER (WHERE f.kind = 'due_health')                 AS sittings_health,
    count(*) FILTER (WHERE f.kind = 'issued')                     AS issued,
    count(*) FILTER (WHERE f.kind = 'annulled')                   AS annulled
FROM fact AS f
LEFT JOIN core.centre AS c ON c.centre = f.centre
GROUP BY f.centre, c.region, f.profession, f.level
