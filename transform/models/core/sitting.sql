-- One row per appointed date of an exam: part (exam_no), attempt and date (analysis
-- 1.1). live is false if the date was moved before the day came: such a row counts
-- nowhere. A no-show for health keeps its row and the new date is the next attempt.
-- result NULL means that nothing was recorded. Where the platform has no result the
-- centre's return gives it, except from centres whose returns hold successes only
-- while the platform saw others: they would flatter every rate (survivorship).
WITH appointment AS (
    SELECT
        app,
        exam_no,
        attempt,
        scheduled_for,
        min(event_on)                                                        AS first_on,
        max(event_on)                                                        AS last_on,
        max_by(exam_region, event_id) FILTER (WHERE exam_region IS NOT NULL) AS exam_region
    FROM staging.applications
    WHERE status = 'scheduled'
      AND scheduled_for IS NOT NULL
    GROUP BY app, exam_no, attempt, scheduled_for
),
followed AS (
    SELECT
        a.*,
        lead(first_on) OVER (
            PARTITION BY app, exam_no
            ORDER BY attempt, last_on, scheduled_for
        )       AS moved_on,
        row_number() OVER (
            PARTITION BY app, exam_no, attempt
            ORDER BY last_on DESC, scheduled_for DESC
        )       AS age
    FROM appointment AS a
),
outcome AS (
    SELECT
        app,
        exam_no,
        attempt,
        max_by(status, event_id)                                                 AS result,
        max_by(held_on, event_id) FILTER (WHERE held_on IS NOT NULL)             AS held_on,
        max_by(scheduled_for, event_id) FILTER (WHERE scheduled_for IS NOT NULL) AS scheduled_for,
        max_by(exam_region, event_id) FILTER (WHERE exam_region IS NOT NULL)     AS exam_region,
        max_by(reason, event_id) FILTER (WHERE reason IS NOT NULL)               AS reason,
        max_by(sick_note, event_id) FILTER (WHERE sick_note IS NOT NULL)         AS sick_note,
        max_by(protocol_no, event_id) FILTER (WHERE protocol_no IS NOT NULL)     AS protocol_no,
        max_by(protocol_date, event_id) FILTER (WHERE protocol_date IS NOT NULL) AS protocol_date,
        min(event_on)                                                            AS recorded_on,
        max_by(fact_on, event_id)                                                AS fact_on,
        1                                                                        AS age
    FROM staging.applications
    WHERE status IN ('passed', 'failed', 'no_show')
    GROUP BY app, exam_no, attempt
),
platform AS (  -- the last date of an attempt carries its result
    SELECT
        coalesce(f.app, o.app)                                AS app,
        coalesce(f.exam_no, o.exam_no)                        AS exam_no,
        coalesce(f.attempt, o.attempt)                        AS attempt,
        coalesce(f.scheduled_for, o.scheduled_for, o.fact_on) AS scheduled_for,
        CASE
            WHEN o.result IN ('passed', 'failed') THEN coalesce(o.held_on, o.protocol_date, f.scheduled_for, o.fact_on)
        END                                                   AS held_on,
        coalesce(o.result IS NOT NULL OR f.moved_on IS NULL OR f.moved_on >= f.scheduled_for, TRUE) AS live,
        o.result,
        CASE WHEN o.result = 'no_show' THEN o.reason END      AS reason,
        CASE WHEN o.result = 'no_show' THEN o.sick_note END   AS sick_note,
        o.protocol_no,
        o.protocol_date,
        o.recorded_on,
        coalesce(o.exam_region, f.exam_region)                AS exam_region,
        coalesce(f.age, 1)                                    AS age
    FROM followed AS f
    FULL JOIN outcome AS o ON o.app = f.app AND o.exam_no = f.exam_no AND o.attempt = f.attempt AND o.age = f.age
),
person AS (
    SELECT
        app,
        max_by(centre, event_id)                                       AS centre,
        max_by(profession, event_id) FILTER (WHERE profession IS NOT NULL) AS profession,
        max_by(level, event_id) FILTER (WHERE level IS NOT NULL)       AS level
    FROM staging.applications
    GROUP BY app
),
returned AS (
    SELECT
        r.*,
        row_number() OVER (PARTITION BY application_no, attempt ORDER BY _period_to DESC, _landing DESC) AS age
    FROM staging.recognition_persons AS r
),
successes_only AS (
    SELECT r.centre_bin AS centre
    FROM returned AS r
    JOIN reference.parameter AS p ON r.exam_date BETWEEN p.roll_from AND p.period_to
    WHERE r.age = 1
    GROUP BY r.centre_bin
    HAVING bool_and(r.result = 'passed')
    INTERSECT
    SELECT w.centre
    FROM platform AS s
    JOIN person AS w ON w.app = s.app
    JOIN reference.parameter AS p ON coalesce(s.held_on, s.scheduled_for) BETWEEN p.roll_from AND p.period_to
    WHERE s.result IN ('failed', 'no_show')
),
usable AS (
    SELECT r.*
    FROM returned AS r
    WHERE r.age = 1
      AND r.centre_bin NOT IN (SELECT centre FROM successes_only)
),
last_part AS (  -- a return does not say the part: it tells the last one of the attempt
    SELECT
        app,
        attempt,
        1            AS age,
        max(exam_no) AS exam_no
    FROM platform
    WHERE live
      AND age = 1
    GROUP BY app, attempt
),
complete AS (
    SELECT
        coalesce(s.app, u.application_no)                   AS app,
        coalesce(s.exam_no, 1)                              AS exam_no,
        coalesce(s.attempt, u.attempt)                      AS attempt,
        coalesce(s.scheduled_for, u.exam_date)              AS scheduled_for,
        CASE
            WHEN s.result IS NOT NULL THEN s.held_on
            WHEN u.result IN ('passed', 'failed') THEN u.exam_date
        END                                                 AS held_on,
        coalesce(s.live, TRUE)                              AS live,
        coalesce(s.result, u.result)                        AS result,
        CASE
            WHEN s.result = 'no_show' OR s.result IS NULL AND u.result = 'no_show' THEN coalesce(s.reason, u.no_show_reason)
        END                                                 AS reason,
        s.sick_note,
        coalesce(s.protocol_no, u.protocol_no)              AS protocol_no,
        coalesce(s.protocol_date, u.protocol_date)          AS protocol_date,
        coalesce(s.recorded_on, u._known_on)                AS recorded_on,
        coalesce(s.exam_region, u.exam_region)              AS exam_region,
        u.centre_bin,
        u.profession,
        CAST(u.level AS SMALLINT)                           AS level
    FROM platform AS s
    LEFT JOIN last_part AS l ON l.app = s.app AND l.attempt = s.attempt AND l.exam_no = s.exam_no AND l.age = s.age
    FULL JOIN usable AS u ON u.application_no = l.app AND u.attempt = l.attempt
)
SELECT
    c.app,
    c.exam_no,
    c.attempt,
    c.scheduled_for,
    c.held_on,
    c.live,
    c.result,
    c.reason,
    c.sick_note,
    c.protocol_no,
    c.protocol_date,
    c.recorded_on,
    coalesce(w.centre, c.centre_bin)       AS centre,
    c.exam_region,
    coalesce(w.profession, c.profession)   AS profession,
    coalesce(w.level, c.level)             AS level
FROM complete AS c
LEFT JOIN person AS w ON w.app = c.app
