-- One row per event of an application on the platform (par. 3, 7(5)). event_on is
-- the day that places it in a period (analysis 1.2): a result belongs to the day
-- of its exam. known_on is the day on which the event first reached us.
SELECT
    app,
    status,
    fact_on     AS event_on,
    _known_on   AS known_on
FROM staging.applications
