-- One row per level of qualification that occurs: professions and active scopes on
-- P1, applications, outcomes and documents of the period P, documents valid on P1.
WITH fact AS (
    SELECT l.level, 'profession' AS kind
    FROM core.profession_level AS l
    JOIN reference.parameter AS p ON l.vf <= p.period_to AND coalesce(l.vt, p.period_to) >= p.period_to
    UNION ALL
    SELECT s.level, 'scope'
    FROM core.centre_scope AS s
    JOIN reference.parameter AS p ON s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
    JOIN core.centre_active AS a ON a.centre = s.centre AND a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
    UNION ALL
    SELECT a.level, 'application'
    FROM core.application AS a
    JOIN reference.parameter AS p ON a.submitted_on BETWEEN p.period_from AND p.period_to
    UNION ALL
    SELECT a.level, a.outcome
    FROM core.application AS a
    JOIN reference.parameter AS p ON a.outcome_on BETWEEN p.period_from AND p.period_to
    UNION ALL
    SELECT d.level, 'issued'
    FROM core.document AS d
    JOIN reference.parameter AS p ON d.issued_on BETWEEN p.period_from AND p.period_to
    UNION ALL
    SELECT d.level, 'valid'
    FROM mart.document_state AS d
    WHERE d.state = 'valid'
)
SELECT
    level,
    count(*) FILTER (WHERE kind = 'profession')    AS professions,
    count(*) FILTER (WHERE kind = 'scope')         AS scopes,
    count(*) FILTER (WHERE kind = 'application')   AS applications,
    count(*) FILTER (WHERE kind = 'refused')       AS refused,
    count(*) FILTER (WHERE kind = 'passed')        AS passed,
    count(*) FILTER (WHERE kind = 'failed')        AS failed,
    count(*) FILTER (WHERE kind = 'no_show_own')   AS no_show_own,
    count(*) FILTER (WHERE kind = 'issued')        AS documents_issued,
    count(*) FILTER (WHERE kind = 'valid')         AS documents_valid
FROM fact
GROUP BY level
