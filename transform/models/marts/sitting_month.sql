-- Sittings that fell due by P1 (analysis 1.1, 1.6): one row per month of the
-- appointed day, centre, region of the exam, profession and level. Every live row
-- counts, so a health no-show and its new date are two. silent has no result yet;
-- recorded_5wd was entered within 5 working days of the exam, due_5wd is its base.
WITH due AS (
    SELECT
        s.*,
        CAST(date_trunc('month', s.scheduled_for) AS DATE)  AS month,
        recorded.n - held.n                                 AS recorded_wd,
        cut.n - held.n                                      AS waited_wd
    FROM core.sitting AS s
    JOIN reference.parameter AS p ON s.scheduled_for <= p.period_to
    LEFT JOIN reference.day AS held ON held.day = coalesce(s.held_on, s.scheduled_for)
    LEFT JOIN reference.day AS recorded ON recorded.day = s.recorded_on
    LEFT JOIN reference.day AS cut ON cut.day = p.period_to
    WHERE s.live
)
SELECT
    month,
    centre,
    exam_region,
    profession,
    level,
    count(*)                                                                       AS due,
    count(*) FILTER (WHERE result = 'passed')                                      AS passed,
    count(*) FILTER (WHERE result = 'failed')                                      AS failed,
    count(*) FILTER (WHERE result = 'no_show')                                     AS no_show,
    count(*) FILTER (WHERE result = 'no_show' AND reason = 'own_wish')             AS own_wish,
    count(*) FILTER (WHERE result = 'no_show' AND reason = 'health')               AS health,
    count(*) FILTER (WHERE result = 'no_show' AND reason IS NULL)                  AS unexplained,
    count(*) FILTER (WHERE result IS NULL)                                         AS silent,
    count(*) FILTER (WHERE held_on IS NOT NULL)                                    AS held,
    count(*) FILTER (WHERE held_on IS NOT NULL AND protocol_no IS NOT NULL AND protocol_date IS NOT NULL) AS with_protocol,
    count(*) FILTER (WHERE protocol_date < held_on)                                AS protocol_early,
    count(*) FILTER (WHERE held_on IS NOT NULL AND recorded_wd <= 5)               AS recorded_5wd,
    count(*) FILTER (WHERE held_on IS NOT NULL OR result IS NULL AND waited_wd > 5) AS due_5wd,
    count(*) FILTER (WHERE result IS NULL AND waited_wd > 10)                      AS overdue_10wd
FROM due
GROUP BY month, centre, exam_region, profession, level
