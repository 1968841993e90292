-- id: application_one_state
-- severity: block
-- ru: заявление должно либо иметь итоговый результат, либо быть незавершённым
-- kk: өтініштің не қорытынды нәтижесі болуы, не ол аяқталмаған болуы тиіс
SELECT app, outcome, open_state
FROM core.application
WHERE (outcome IS NULL) = (open_state IS NULL)
   OR (outcome IS NULL) <> (outcome_on IS NULL)
