-- Waiting times with those still waiting (analysis 1.7): one row per application and
-- stage it has entered, for the two spans of twelve months by day of submission,
-- 'this' to P1 and 'previous' to the same day a year before. ended is false where the
-- wait was not over on the last day of the span: such a row is censored there. wd is
-- in working days; cause says what ended the wait, for cumulative incidence.
WITH span AS (
    SELECT 'this' AS span, roll_from AS first_on, period_to AS last_on
    FROM reference.parameter
    UNION ALL
    SELECT 'previous', CAST(roll_from - INTERVAL '1' YEAR AS DATE), CAST(roll_from - INTERVAL '1' DAY AS DATE)
    FROM reference.parameter
),
first_sitting AS (
    SELECT
        app,
        min(scheduled_for)   AS sat_on
    FROM core.sitting
    WHERE live
    GROUP BY app
),
applied AS (
    SELECT
        a.*,
        s.span,
        s.last_on,
        f.sat_on
    FROM core.application AS a
    JOIN span AS s ON a.submitted_on BETWEEN s.first_on AND s.last_on
    LEFT JOIN first_sitting AS f ON f.app = a.app
),
stage AS (
    SELECT 'decision' AS stage, app, span, last_on, submitted_on AS start_on, decided_on AS end_on, decision AS cause
    FROM applied
    UNION ALL
    SELECT 'candidate_signature', app, span, last_on, to_candidate_on, candidate_signed_on, 'signed'
    FROM applied
    UNION ALL
    SELECT 'centre_signature', app, span, last_on, candidate_signed_on, contracted_on, 'signed'
    FROM applied
    UNION ALL
    SELECT 'contract', app, span, last_on, decided_on, contracted_on, 'contracted'
    FROM applied
    WHERE decision = 'accepted'
    UNION ALL
    SELECT 'sitting', app, span, last_on, contracted_on, sat_on, 'sat'
    FROM applied
    UNION ALL
    SELECT 'outcome', app, span, last_on, submitted_on, final_on, outcome
    FROM applied
    UNION ALL
    SELECT 'recognition', app, span, last_on, submitted_on,
        CASE WHEN outcome = 'passed' THEN recognised_on ELSE final_on END,
        CASE WHEN outcome = 'passed' THEN 'recognised' ELSE outcome END
    FROM applied
    UNION ALL
    SELECT 'document', app, span, last_on, outcome_on, doc_signed_on, 'signed'
    FROM applied
    WHERE outcome = 'passed'
),
entered AS (
    SELECT
        s.*,
        coalesce(s.end_on <= s.last_on, FALSE)                              AS ended,
        CASE WHEN s.end_on <= s.last_on THEN s.end_on ELSE s.last_on END    AS until_on
    FROM stage AS s
    WHERE s.start_on <= s.last_on
)
SELECT
    e.span,
    e.stage,
    e.app,
    a.centre,
    a.home_region,
    a.sector,
    a.profession,
    a.level,
    e.start_on                               AS from_on,
    e.until_on                               AS to_on,
    e.ended,
    CASE WHEN e.ended THEN e.cause END       AS cause,
    greatest(till.n - since.n, 0)            AS wd
FROM entered AS e
JOIN core.application AS a ON a.app = e.app
JOIN reference.day AS since ON since.day = e.start_on
JOIN reference.day AS till ON till.day = e.until_on
