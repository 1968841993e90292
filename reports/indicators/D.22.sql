-- D.22: Applications of 12 months by stage reached.
WITH cohort AS (
    SELECT
        win,
        p1,
        ap.app,
        ap.decision,
        ap.decided_on,
        ap.contracted_on,
        ap.outcome,
        ap.outcome_on,
        ap.recognised_on,
        ap.doc_signed_on,
        ap.final_on,
        EXISTS (SELECT 1 FROM core.sitting st WHERE st.app = ap.app AND st.live AND st.scheduled_for <= p1) AS sat
    FROM mart.span JOIN core.application ap ON ap.submitted_on BETWEEN r0 AND p1
),
standing AS (  -- the last stage reached by what is still open
    SELECT
        win,
        CASE
            WHEN final_on <= p1 THEN 'ended'
            WHEN doc_signed_on <= p1 THEN '7'
            WHEN recognised_on <= p1 THEN '6'
            WHEN outcome = 'passed' AND outcome_on <= p1 THEN '5'
            WHEN sat THEN '4'
            WHEN contracted_on <= p1 THEN '3'
            WHEN decision = 'accepted' AND decided_on <= p1 THEN '2'
            ELSE '1'
        END AS stage
    FROM cohort
)
SELECT
    'nation' AS by_kind,
    'KZ' AS by_key,
    win AS "window",
    COUNT(*) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM cohort
GROUP BY win
UNION ALL
SELECT 'reached', '1', win, COUNT(*), NULL FROM cohort GROUP BY win
UNION ALL
SELECT 'reached', '2', win, COUNT(*) FILTER (WHERE decision = 'accepted' AND decided_on <= p1), NULL FROM cohort GROUP BY win
UNION ALL
SELECT 'reached', '3', win, COUNT(*) FILTER (WHERE contracted_on <= p1), NULL FROM cohort GROUP BY win
UNION ALL
SELECT 'reached', '4', win, COUNT(*) FILTER (WHERE sat), NULL FROM cohort GROUP BY win
UNION ALL
SELECT 'reached', '5', win, COUNT(*) FILTER (WHERE outcome = 'passed' AND outcome_on <= p1), NULL FROM cohort GROUP BY win
UNION ALL
SELECT 'reached', '6', win, COUNT(*) FILTER (WHERE recognised_on <= p1), NULL FROM cohort GROUP BY win
UNION ALL
SELECT 'reached', '7', win, COUNT(*) FILTER (WHERE doc_signed_on <= p1), NULL FROM cohort GROUP BY win
UNION ALL
SELECT 'standing', stage, win, COUNT(*), NULL FROM standing GROUP BY win, stage
