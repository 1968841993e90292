-- r35: Which regions have much less access?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
employed AS (
    SELECT l.region, SUM(l.employed) AS n
    FROM core.labour l
    WHERE l.region <> '00' AND l.year = (SELECT MAX(k.year) FROM par JOIN core.labour k ON k.year <= YEAR(p1))
    GROUP BY l.region
),
person AS (
    SELECT ap.home_region AS region, COUNT(DISTINCT ap.person_key) AS x
    FROM par JOIN core.application ap ON ap.submitted_on BETWEEN r0 AND p1
    GROUP BY ap.home_region
),
country AS (
    SELECT SUM(COALESCE(p.x, 0)) AS x, SUM(e.n) AS n
    FROM employed e LEFT JOIN person p ON p.region = e.region
)
SELECT e.region AS key, e.region, as_of, CAST(COALESCE(p.x, 0) AS BIGINT) AS x, CAST(ROUND(c.x * e.n * 1.0 / c.n) AS BIGINT) AS "all",
    CAST(c.x * e.n AS BIGINT) AS m_num, CAST(2 * c.n AS BIGINT) AS m_den, CASE WHEN c.x * e.n < 5 * c.n THEN 'true' ELSE 'false' END AS small
FROM par CROSS JOIN employed e CROSS JOIN country c
JOIN reference.region re ON re.region = e.region
LEFT JOIN person p ON p.region = e.region
ORDER BY key
