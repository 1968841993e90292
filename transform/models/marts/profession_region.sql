-- Every profession of the register on P1 in every region: is there demand, a
-- programme, a centre (analysis C.03, B.06, H.05)? Demand is the vacancies of R12 in
-- the unit group of the profession; a live scope needs an active centre and a scope
-- in validity on P1; a live programme stands in the newest register on P1.
WITH listed AS (
    SELECT
        r.*,
        p.period_to,
        p.roll_from
    FROM core.profession AS r
    JOIN reference.parameter AS p ON r.vf <= p.period_to AND coalesce(r.vt, p.period_to) >= p.period_to
),
demand AS (
    SELECT
        v.nkz4,
        v.region,
        sum(v.vacancies)   AS vacancies
    FROM core.vacancy_month AS v
    JOIN reference.parameter AS p ON v.month BETWEEN p.roll_from AND p.period_to
    GROUP BY v.nkz4, v.region
),
covered AS (
    SELECT
        s.profession,
        c.region,
        count(DISTINCT s.centre)   AS centres
    FROM core.centre_scope AS s
    JOIN reference.parameter AS p ON s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
    JOIN core.centre_active AS a ON a.centre = s.centre AND a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
    JOIN core.centre AS c ON c.centre = s.centre
    GROUP BY s.profession, c.region
),
taught AS (
    SELECT
        x.profession,
        g.region,
        count(DISTINCT g.programme)   AS programmes
    FROM core.programme AS g
    JOIN core.programme_profession AS x ON x.programme = g.programme
    JOIN reference.parameter AS p ON g.vf <= p.period_to AND coalesce(g.vt, p.period_to) >= p.period_to
    GROUP BY x.profession, g.region
)
SELECT
    l.profession,
    g.region,
    l.nkz4,
    l.sector,
    l.mandatory,
    CAST(coalesce(d.vacancies, 0) AS BIGINT)   AS vacancies,
    coalesce(t.programmes, 0)                  AS programmes,
    coalesce(c.centres, 0)                     AS centres
FROM listed AS l
CROSS JOIN reference.region AS g
LEFT JOIN demand AS d ON d.nkz4 = l.nkz4 AND d.region = g.region
LEFT JOIN covered AS c ON c.profession = l.profession AND c.region = g.region
LEFT JOIN taught AS t ON t.profession = l.profession AND t.region = g.region
