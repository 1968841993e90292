-- id: application_dates_in_order
-- severity: warn
-- ru: даты этапов заявления идут в невозможном порядке
-- kk: өтініш кезеңдерінің күндері мүмкін емес ретпен берілген
SELECT app, submitted_on, decided_on, contracted_on, outcome_on, recognised_on
FROM core.application
WHERE decided_on < submitted_on
   OR contracted_on < decided_on
   OR outcome_on < submitted_on
   OR recognised_on < outcome_on
