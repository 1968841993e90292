-- Do platform and returns tell the same story (analysis I.14)? One row per centre and
-- month: recognitions seen in both, on the platform only and in returns only. They
-- match by person, profession and level within 31 days; what matches counts once, in
-- the platform's month. both_sources over the sum of the three is the agreement.
WITH platform AS (
    SELECT app, centre, person_key, profession, level, recognised_on
    FROM core.application
    WHERE origin <> 'return'
      AND recognised_on IS NOT NULL
),
returned AS (
    SELECT DISTINCT application_no, centre_bin AS centre, person_key, profession, CAST(level AS SMALLINT) AS level, exam_date
    FROM staging.recognition_persons
    WHERE result = 'passed'
),
pair AS (
    SELECT p.app, r.application_no
    FROM platform AS p
    JOIN returned AS r ON r.person_key = p.person_key AND r.profession = p.profession AND r.level = p.level AND r.centre = p.centre
    WHERE abs(date_diff('day', r.exam_date, p.recognised_on)) <= 31
),
seen AS (
    SELECT p.centre, p.recognised_on AS day, CASE WHEN m.app IS NOT NULL THEN 'both' ELSE 'platform' END AS kind
    FROM platform AS p
    LEFT JOIN (SELECT DISTINCT app FROM pair) AS m ON m.app = p.app
    UNION ALL
    SELECT r.centre, r.exam_date, 'return'
    FROM returned AS r
    LEFT JOIN (SELECT DISTINCT application_no FROM pair) AS m ON m.application_no = r.application_no
    WHERE m.application_no IS NULL
)
SELECT
    s.centre,
    CAST(date_trunc('month', s.day) AS DATE)       AS month,
    count(*) FILTER (WHERE s.kind = 'both')        AS both_sources,
    count(*) FILTER (WHERE s.kind = 'platform')    AS platform_only,
    count(*) FILTER (WHERE s.kind = 'return')      AS return_only
FROM seen AS s
JOIN reference.parameter AS p ON s.day <= p.period_to
GROUP BY s.centre, CAST(date_trunc('month', s.day) AS DATE)
