-- One row per region: people, centres, demand and what happened in the period P.
-- Each column names its region (analysis 1.5): applications by home, sittings by the
-- place of the exam, outcomes and documents by the region of the centre.
WITH centres AS (
    SELECT c.region, count(DISTINCT c.centre) AS centres
    FROM core.centre AS c
    JOIN core.centre_active AS a ON a.centre = c.centre
    JOIN reference.parameter AS p ON a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
    GROUP BY c.region
),
applied AS (
    SELECT a.home_region AS region, count(*) AS applications, count(DISTINCT a.person_key) AS persons
    FROM core.application AS a
    JOIN reference.parameter AS p ON a.submitted_on BETWEEN p.period_from AND p.period_to
    GROUP BY a.home_region
),
sat AS (
    SELECT m.exam_region AS region, CAST(sum(m.due) AS BIGINT) AS sittings_due, CAST(sum(m.no_show) AS BIGINT) AS no_shows
    FROM mart.sitting_month AS m
    JOIN reference.parameter AS p ON m.month BETWEEN p.period_from AND p.period_to
    GROUP BY m.exam_region
),
judged AS (
    SELECT
        m.centre_region                        AS region,
        CAST(sum(m.passed) AS BIGINT)          AS passed,
        CAST(sum(m.failed) AS BIGINT)          AS failed,
        CAST(sum(m.no_show_own) AS BIGINT)     AS no_show_own
    FROM mart.outcome_month AS m
    JOIN reference.parameter AS p ON m.month BETWEEN p.period_from AND p.period_to
    GROUP BY m.centre_region
),
papers AS (
    SELECT
        d.centre_region                                                              AS region,
        count(*) FILTER (WHERE d.issued_on BETWEEN p.period_from AND p.period_to)    AS documents_issued,
        count(*) FILTER (WHERE d.state = 'valid')                                    AS documents_valid
    FROM mart.document_state AS d
    CROSS JOIN reference.parameter AS p
    GROUP BY d.centre_region
),
wanted AS (
    SELECT v.region, CAST(sum(v.vacancies) AS BIGINT) AS vacancies
    FROM core.vacancy_month AS v
    JOIN reference.parameter AS p ON v.month BETWEEN p.roll_from AND p.period_to
    GROUP BY v.region
),
employment AS (
    SELECT l.region, max_by(l.employed, l.year) AS employed
    FROM core.labour AS l
    JOIN reference.parameter AS p ON l.year <= year(p.period_to)
    WHERE l.employed IS NOT NULL
      AND l.sector IS NULL
    GROUP BY l.region
),
gaps AS (
    SELECT region, count(*) AS gaps
    FROM mart.gap
    GROUP BY region
)
SELECT
    g.region,
    g.name_kk,
    g.name_ru,
    g.population,
    e.employed,
    coalesce(c.centres, 0)            AS centres,
    coalesce(a.applications, 0)       AS applications,
    coalesce(a.persons, 0)            AS persons,
    coalesce(s.sittings_due, 0)       AS sittings_due,
    coalesce(s.no_shows, 0)           AS no_shows,
    coalesce(j.passed, 0)             AS passed,
    coalesce(j.failed, 0)             AS failed,
    coalesce(j.no_show_own, 0)        AS no_show_own,
    coalesce(d.documents_issued, 0)   AS documents_issued,
    coalesce(d.documents_valid, 0)    AS documents_valid,
    coalesce(w.vacancies, 0)          AS vacancies,
    coalesce(x.gaps, 0)               AS gaps
FROM reference.region AS g
LEFT JOIN employment AS e ON e.region = g.region
LEFT JOIN centres AS c ON c.region = g.region
LEFT JOIN applied AS a ON a.region = g.region
LEFT JOIN sat AS s ON s.region = g.region
LEFT JOIN judged AS j ON j.region = g.region
LEFT JOIN papers AS d ON d.region = g.region
LEFT JOIN wanted AS w ON w.region = g.region
LEFT JOIN gaps AS x ON x.region = g.region
