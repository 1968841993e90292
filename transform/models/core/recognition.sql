-- One row per recognised application (analysis 1.1, 1.2): the day of the centre's
-- signature of the status; where only the document tells of it, the day of the
-- protocol stands in.
SELECT
    app,
    person_key,
    centre,
    profession,
    level,
    recognised_on
FROM core.application
WHERE recognised_on IS NOT NULL
