-- One row per centre, profession and level that a certificate covers (par. 7(4)),
-- as in the last list that holds the line. A line gone from newer lists without an
-- end of its own was valid to the end of the last month in which it stood there.
-- Whether the centre itself was active on the day says core.centre_active.
WITH listed AS (
    SELECT
        s.*,
        max(s._period_to) OVER (PARTITION BY s.bin, s.certificate_no, s.profession, s.level) AS last_seen,
        max(s._period_to) OVER (PARTITION BY s._provider)                                     AS newest
    FROM staging.accredited_centres AS s
)
SELECT DISTINCT
    bin                       AS centre,
    profession,
    CAST(level AS SMALLINT)   AS level,
    scope_from                AS vf,
    CASE
        WHEN scope_to IS NOT NULL THEN scope_to
        WHEN last_seen < newest   THEN last_seen
    END                       AS vt
FROM listed
WHERE _period_to = last_seen
