-- r29: Is the rate of annulment unusual?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
),
held AS (  -- days in which documents of a centre were in force in twelve months
    SELECT d.centre, CAST(SUM(DATE_DIFF('day', GREATEST(d.issued_on, r0), LEAST(COALESCE(d.expires_on, p1), COALESCE(d.annulled_on, p1), p1)) + 1) AS BIGINT) AS days,
        COUNT(*) FILTER (WHERE d.annulled_on BETWEEN r0 AND p1) AS x
    FROM par
    JOIN core.document d ON d.issued_on <= p1 AND COALESCE(d.expires_on, p1) >= r0 AND COALESCE(d.annulled_on, p1) >= r0
    GROUP BY d.centre
),
country AS (
    SELECT SUM(days) AS days, SUM(x) AS x FROM held
)
SELECT h.centre AS key, COALESCE(c.name_kk, h.centre) AS centre_kk, COALESCE(c.name_ru, h.centre) AS centre_ru, as_of, h.x,
    CAST((n.x - h.x) * h.days AS BIGINT) AS m_num, CAST(n.days - h.days AS BIGINT) AS m_den,
    CASE WHEN n.days = h.days OR h.x * (n.days - h.days) + (n.x - h.x) * h.days < n.days - h.days THEN 'true' ELSE 'false' END AS small
FROM par CROSS JOIN held h CROSS JOIN country n
LEFT JOIN core.centre c ON c.centre = h.centre
ORDER BY key
