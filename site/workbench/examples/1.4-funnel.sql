-- kk: Өтініш бергендер немен аяқтады: кезеңде берілген өтініштердің жолы
-- ru: Чем кончаются заявления: путь поданных за период
-- en: What becomes of those who apply: the way of the applications of the period
SELECT
    count(*)                                                            AS submitted,
    count(*) FILTER (WHERE a.decision = 'refused')                      AS refused,
    count(*) FILTER (WHERE a.decision = 'accepted')                     AS accepted,
    count(a.contracted_on)                                              AS contracted,
    count(*) FILTER (WHERE a.outcome = 'passed')                        AS passed,
    count(*) FILTER (WHERE a.outcome = 'failed')                        AS failed,
    count(*) FILTER (WHERE a.outcome = 'no_show_own')                   AS no_show_own,
    count(*) FILTER (WHERE a.open_state IS NOT NULL)                    AS still_open,
    count(a.recognised_on)                                              AS recognised,
    count(a.doc_signed_on)                                              AS documents_signed
FROM core.application AS a
JOIN reference.parameter AS p ON a.submitted_on BETWEEN p.period_from AND p.period_to
