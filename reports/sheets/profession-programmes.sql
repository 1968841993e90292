-- The programmes of the profession that are live on the last day of the period.
SELECT
    g.region,
    count(DISTINCT g.programme)                                        AS programmes,
    count(DISTINCT CASE WHEN g.standard_based THEN g.programme END)    AS based
FROM core.programme_profession AS x
JOIN core.programme AS g ON g.programme = x.programme
JOIN reference.parameter AS p ON g.vf <= p.period_to AND coalesce(g.vt, p.period_to) >= p.period_to
WHERE x.profession = $1
GROUP BY g.region
ORDER BY g.region
