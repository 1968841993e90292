-- Is there a whole route for each profession of the register on P1 (analysis A.02,
-- B.03, C.04, C.11, H.07): a standard in force, a programme, a centre, and the demand
-- it would serve? One row per profession; documents are those issued in R12.
WITH backed AS (
    SELECT
        x.profession,
        count(DISTINCT s.standard)                                                     AS standards,
        count(DISTINCT CASE WHEN s.revision_due_on < p.period_to THEN s.standard END)  AS overdue
    FROM core.standard AS s
    JOIN core.standard_profession AS x ON x.standard = s.standard
    JOIN reference.parameter AS p ON s.in_force_from <= p.period_to AND coalesce(s.in_force_to, p.period_to) >= p.period_to
    GROUP BY x.profession
),
levels AS (
    SELECT
        l.profession,
        min(l.level)   AS level_from,
        max(l.level)   AS level_to
    FROM core.profession_level AS l
    JOIN reference.parameter AS p ON l.vf <= p.period_to AND coalesce(l.vt, p.period_to) >= p.period_to
    GROUP BY l.profession
),
issued AS (
    SELECT
        d.profession,
        count(*)   AS documents
    FROM core.document AS d
    JOIN reference.parameter AS p ON d.issued_on BETWEEN p.roll_from AND p.period_to
    GROUP BY d.profession
),
place AS (
    SELECT
        profession,
        nkz4,
        sector,
        mandatory,
        CAST(sum(vacancies) AS BIGINT)                          AS vacancies,
        CAST(sum(programmes) AS BIGINT)                         AS programmes,
        CAST(sum(centres) AS BIGINT)                            AS centres,
        count(*) FILTER (WHERE centres > 0)                     AS regions_with_centre,
        count(*) FILTER (WHERE vacancies > 0 AND centres = 0)   AS regions_without
    FROM mart.profession_region
    GROUP BY profession, nkz4, sector, mandatory
)
SELECT
    w.profession,
    w.nkz4,
    w.sector,
    w.mandatory,
    l.level_from,
    l.level_to,
    coalesce(b.standards, 0)   AS standards,
    coalesce(b.overdue, 0)     AS standards_overdue,
    w.programmes,
    w.centres,
    w.regions_with_centre,
    w.regions_without,
    w.vacancies,
    coalesce(i.documents, 0)   AS documents,
    CASE
        WHEN coalesce(b.standards, 0) = 0 THEN 'standard'
        WHEN w.programmes = 0             THEN 'programme'
        WHEN w.centres = 0                THEN 'centre'
    END                        AS first_missing
FROM place AS w
LEFT JOIN levels AS l ON l.profession = w.profession
LEFT JOIN backed AS b ON b.profession = w.profession
LEFT JOIN issued AS i ON i.profession = w.profession
