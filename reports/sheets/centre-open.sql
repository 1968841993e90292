-- What the centre has to finish: people who did not come without a reason being given, exams
-- held more than 10 working days ago without a result, recognised people without a document.
WITH today AS (
    SELECT d.n FROM reference.day AS d JOIN reference.parameter AS p ON d.day = p.period_to
)
SELECT
    (SELECT count(*) FROM core.sitting AS s JOIN reference.parameter AS p ON s.scheduled_for <= p.period_to
     WHERE s.centre = $1 AND s.live AND s.result = 'no_show' AND s.reason IS NULL)                          AS no_reason,
    (SELECT count(*) FROM core.sitting AS s JOIN reference.day AS d ON d.day = s.scheduled_for CROSS JOIN today AS t
     WHERE s.centre = $1 AND s.live AND s.result IS NULL AND t.n - d.n > 10)                                AS no_result,
    (SELECT count(*) FROM core.application AS a JOIN reference.day AS d ON d.day = a.recognised_on CROSS JOIN today AS t
     WHERE a.centre = $1 AND a.doc_signed_on IS NULL AND t.n - d.n > 10)                                    AS no_document
