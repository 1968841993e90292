-- Where the profession can be recognised on the last day of the period: active centres by region.
SELECT
    c.region,
    count(DISTINCT c.centre)   AS centres
FROM core.centre_scope AS s
JOIN core.centre AS c ON c.centre = s.centre
JOIN core.centre_active AS a ON a.centre = c.centre
JOIN reference.parameter AS p ON s.vf <= p.period_to AND coalesce(s.vt, p.period_to) >= p.period_to
    AND a.vf <= p.period_to AND coalesce(a.vt, p.period_to) >= p.period_to
WHERE s.profession = $1
GROUP BY c.region
ORDER BY c.region
