-- The funnel of those who applied (analysis 1.5, 7.12): one row per month of
-- submission, home region, sector and level, followed to P1. Every step is counted
-- from outcome and open_state, so each adds up to the one before it:
-- submitted = under_review + refused + accepted, accepted = not_sent + at_candidate
-- + at_centre + contracted, contracted = not_appointed + appointed, appointed =
-- future + due, due = passed + failed + own_wish + the three kinds of waiting.
WITH annulled AS (
    SELECT DISTINCT e.app
    FROM core.application_event AS e
    JOIN reference.parameter AS p ON e.event_on <= p.period_to
    WHERE e.status = 'annulled'
),
staged AS (
    SELECT
        a.*,
        n.app IS NOT NULL AS was_annulled,
        CASE
            WHEN a.outcome = 'refused' OR a.open_state = 'under_review'                 THEN 0
            WHEN a.open_state IN ('accepted', 'at_candidate', 'at_centre')              THEN 1
            WHEN a.open_state = 'contracted'                                            THEN 2
            WHEN a.open_state = 'scheduled'                                             THEN 3
            ELSE 4
        END AS step
    FROM core.application AS a
    LEFT JOIN annulled AS n ON n.app = a.app
    WHERE a.submitted_on IS NOT NULL
)
SELECT
    CAST(date_trunc('month', submitted_on) AS DATE)              AS month,
    home_region,
    sector,
    level,
    count(*)                                                     AS submitted,
    count(*) FILTER (WHERE open_state = 'under_review')          AS under_review,
    count(*) FILTER (WHERE outcome = 'refused')                  AS refused,
    count(*) FILTER (WHERE step >= 1)                            AS accepted,
    count(*) FILTER (WHERE open_state = 'accepted')              AS not_sent,
    count(*) FILTER (WHERE open_state = 'at_candidate')          AS at_candidate,
    count(*) FILTER (WHERE open_state = 'at_centre')             AS at_centre,
    count(*) FILTER (WHERE step >= 2)                            AS contracted,
    count(*) FILTER (WHERE open_state = 'contracted')            AS not_appointed,
    count(*) FILTER (WHERE step >= 3)                            AS appointed,
    count(*) FILTER (WHERE open_state = 'scheduled')             AS future,
    count(*) FILTER (WHERE step >= 4)                            AS due,
    count(*) FILTER (WHERE outcome = 'passed')                   AS passed,
    count(*) FILTER (WHERE outcome = 'failed')                   AS failed,
    count(*) FILTER (WHERE outcome = 'no_show_own')              AS own_wish,
    count(*) FILTER (WHERE open_state = 'waiting_reassign')      AS health_waiting,
    count(*) FILTER (WHERE open_state = 'waiting_reason')        AS unexplained,
    count(*) FILTER (WHERE open_state = 'waiting_result')        AS no_result,
    count(*) FILTER (WHERE recognised_on IS NOT NULL)            AS recognised,
    count(*) FILTER (WHERE doc_signed_on IS NOT NULL)            AS signed,
    count(*) FILTER (WHERE was_annulled)                         AS annulled
FROM staged
GROUP BY CAST(date_trunc('month', submitted_on) AS DATE), home_region, sector, level
