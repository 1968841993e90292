-- One row per application as it stood on the cut-off day P1 (analysis 1.1): one
-- number that was submitted, for one profession and level at one centre. Later
-- events are left out even when known (1.2); an exam belongs to its own day.
-- Milestones are the first such day; a later stage implies acceptance. outcome is
-- final and NULL while open; open_state then says what the application waits for.
-- Results come from core.sitting, completed there by returns; applications seen
-- only in returns have no submitted_on, so no cohort counts them.
WITH event AS (
    SELECT e.*
    FROM staging.applications AS e
    JOIN reference.parameter AS p ON e.fact_on <= p.period_to
),
stream AS (
    SELECT
        app,
        max_by(person_key, event_id)                                           AS person_key,
        max_by(centre, event_id)                                               AS centre,
        max_by(profession, event_id) FILTER (WHERE profession IS NOT NULL)     AS profession,
        max_by(level, event_id) FILTER (WHERE level IS NOT NULL)               AS level,
        max_by(profession_text, event_id)                                      AS profession_text,
        max_by(home_region, event_id) FILTER (WHERE home_region IS NOT NULL)   AS home_region,
        max_by(lang, event_id)                                                 AS lang,
        max_by(sex, event_id) FILTER (WHERE sex IS NOT NULL)                   AS sex,
        max_by(birth_year, event_id) FILTER (WHERE birth_year IS NOT NULL)     AS birth_year,
        min(event_on) FILTER (WHERE status = 'under_review')                   AS submitted_on,
        min(event_on) FILTER (WHERE status = 'refused')                        AS refused_on,
        min(event_on) FILTER (WHERE status = 'accepted')                       AS accepted_on,
        min(event_on) FILTER (WHERE status NOT IN ('under_review', 'refused', 'accepted')) AS beyond_on,
        min(event_on) FILTER (WHERE status = 'at_candidate')                   AS to_candidate_on,
        min(event_on) FILTER (WHERE status = 'at_centre')                      AS candidate_signed_on,
        min(event_on) FILTER (WHERE status = 'contracted')                     AS contracted_on,
        max_by(scheduled_for, event_id) FILTER (WHERE status = 'scheduled')    AS next_exam_on,
        min(event_on) FILTER (WHERE reason = 'own_wish')                       AS excused_on,
        min(event_on) FILTER (WHERE status = 'recognised')                     AS recognised_on,
        min(event_on) FILTER (WHERE status = 'document_signed')                AS doc_signed_on,
        bool_or(status IN ('recognised', 'document_signed', 'annulled'))       AS success,
        max(event_on)                                                          AS last_event_on
    FROM event
    GROUP BY app
),
sat AS (
    SELECT
        s.*,
        coalesce(s.held_on, s.scheduled_for) AS exam_on
    FROM core.sitting AS s
    JOIN reference.parameter AS p ON coalesce(s.held_on, s.scheduled_for) <= p.period_to
    WHERE s.live
),
silent AS (  -- the last day on which an exam was due and nothing was recorded
    SELECT
        app,
        max(exam_on) AS silent_on
    FROM sat
    WHERE result IS NULL
    GROUP BY app
),
last_result AS (
    SELECT
        s.app,
        s.result,
        s.reason,
        s.exam_on,
        s.exam_no,
        s.protocol_date,
        row_number() OVER (PARTITION BY s.app ORDER BY s.exam_on DESC, s.exam_no DESC, s.attempt DESC) AS age
    FROM sat AS s
    WHERE s.result IS NOT NULL
),
part AS (  -- a passed part is not the last if a further one is known, whenever its day
    SELECT
        app,
        max(exam_no) AS parts
    FROM core.sitting
    WHERE live
    GROUP BY app
),
returned AS (  -- what a return tells of a person whom the platform does not know
    SELECT
        r.*,
        row_number() OVER (PARTITION BY application_no ORDER BY attempt DESC, _period_to DESC, _landing DESC) AS age
    FROM staging.recognition_persons AS r
    JOIN reference.parameter AS p ON r.exam_date <= p.period_to
),
certified AS (
    SELECT
        d.application_no      AS app,
        min(d.action_date)    AS issued_on
    FROM staging.recognition_documents AS d
    JOIN reference.parameter AS p ON d.action_date <= p.period_to
    WHERE d.action = 'issued'
      AND d.application_no IS NOT NULL
    GROUP BY d.application_no
),
known AS (
    SELECT
        coalesce(s.app, r.application_no)             AS app,
        coalesce(s.person_key, r.person_key)          AS person_key,
        coalesce(s.centre, r.centre_bin)              AS centre,
        coalesce(s.profession, r.profession)          AS profession,
        coalesce(s.level, CAST(r.level AS SMALLINT))  AS level,
        s.profession_text,
        coalesce(s.home_region, r.home_region)        AS home_region,
        coalesce(s.lang, r.lang)                      AS lang,
        coalesce(s.sex, r.sex)                        AS sex,
        coalesce(s.birth_year, r.birth_year)          AS birth_year,
        s.submitted_on,
        CASE
            WHEN coalesce(s.accepted_on, s.beyond_on) IS NULL THEN s.refused_on
            ELSE coalesce(s.accepted_on, s.beyond_on)
        END                                           AS decided_on,
        CASE
            WHEN coalesce(s.accepted_on, s.beyond_on) IS NOT NULL THEN 'accepted'
            WHEN s.refused_on IS NOT NULL                         THEN 'refused'
        END                                           AS decision,
        s.to_candidate_on,
        s.candidate_signed_on,
        s.contracted_on,
        s.next_exam_on,
        s.excused_on,
        s.recognised_on,
        s.doc_signed_on,
        coalesce(s.success, FALSE) OR c.issued_on IS NOT NULL AS success,
        c.issued_on                                   AS certified_on,
        coalesce(s.last_event_on, r.exam_date)        AS last_event_on,
        CASE
            WHEN s.app IS NULL            THEN 'return'
            WHEN r.application_no IS NULL THEN 'platform'
            ELSE 'both'
        END                                           AS origin
    FROM stream AS s
    FULL JOIN (SELECT * FROM returned WHERE age = 1) AS r ON r.application_no = s.app
    LEFT JOIN certified AS c ON c.app = coalesce(s.app, r.application_no)
    WHERE s.app IS NOT NULL
       OR r.application_no IN (SELECT app FROM core.sitting)
),
judged AS (
    SELECT
        k.*,
        l.result,
        l.reason,
        l.exam_on,
        l.protocol_date,
        p.period_to,
        d.silent_on,
        CASE
            WHEN l.result = 'passed' AND l.exam_no < n.parts THEN coalesce(d.silent_on < l.exam_on, TRUE)
            ELSE coalesce(k.next_exam_on > p.period_to, FALSE)
        END                                                                AS future,
        CASE
            WHEN k.decision = 'refused'                                    THEN 'refused'
            WHEN k.success                                                 THEN 'passed'
            WHEN l.result = 'no_show' AND l.reason = 'own_wish'            THEN 'no_show_own'
            WHEN k.next_exam_on > p.period_to                              THEN NULL
            WHEN d.silent_on > l.exam_on                                   THEN NULL
            WHEN l.result = 'passed' AND l.exam_no < n.parts               THEN NULL
            WHEN l.result IN ('passed', 'failed')                          THEN l.result
        END                                                                AS outcome
    FROM known AS k
    CROSS JOIN reference.parameter AS p
    LEFT JOIN silent AS d ON d.app = k.app
    LEFT JOIN last_result AS l ON l.app = k.app AND l.age = 1
    LEFT JOIN part AS n ON n.app = k.app
),
dated AS (
    SELECT
        j.*,
        CASE
            WHEN outcome = 'refused' THEN decided_on
            WHEN outcome = 'passed'  THEN coalesce(CASE WHEN result = 'passed' THEN exam_on END, silent_on, recognised_on, certified_on, doc_signed_on, last_event_on)
            WHEN outcome IS NOT NULL THEN exam_on
        END AS outcome_on
    FROM judged AS j
)
SELECT
    j.app,
    j.person_key,
    j.centre,
    j.profession,
    j.level,
    j.profession_text,
    r.sector,
    j.home_region,
    j.lang,
    j.sex,
    j.birth_year,
    j.submitted_on,
    j.decided_on,
    j.decision,
    j.to_candidate_on,
    j.candidate_signed_on,
    j.contracted_on,
    j.outcome,
    j.outcome_on,
    CASE WHEN j.outcome = 'no_show_own' THEN coalesce(j.excused_on, j.outcome_on) ELSE j.outcome_on END AS final_on,
    CASE WHEN j.success THEN coalesce(j.recognised_on, j.protocol_date, j.doc_signed_on, j.certified_on) END AS recognised_on,
    j.doc_signed_on,
    least(j.last_event_on, j.period_to) AS last_event_on,
    CASE
        WHEN j.outcome IS NOT NULL                                THEN NULL
        WHEN j.future                                             THEN 'scheduled'
        WHEN j.silent_on > coalesce(j.exam_on, DATE '0001-01-01') THEN 'waiting_result'
        WHEN j.result = 'passed'                                  THEN 'waiting_result'
        WHEN j.result = 'no_show' AND j.reason = 'health'         THEN 'waiting_reassign'
        WHEN j.result = 'no_show'                                 THEN 'waiting_reason'
        WHEN j.contracted_on IS NOT NULL                          THEN 'contracted'
        WHEN j.candidate_signed_on IS NOT NULL                    THEN 'at_centre'
        WHEN j.to_candidate_on IS NOT NULL                        THEN 'at_candidate'
        WHEN j.decision = 'accepted'                              THEN 'accepted'
        ELSE 'under_review'
    END AS open_state,
    j.origin
FROM dated AS j
LEFT JOIN core.profession AS r ON r.profession = j.profession
