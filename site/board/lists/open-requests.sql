-- The requests to the support service that were open past their limit on the last day of the
-- period, the oldest first.
SELECT r.req, CAST(r.class AS VARCHAR) AS class, r.topic, r.opened_on, r.due_on, d.n - e.n AS over
FROM core.support_request AS r
JOIN reference.parameter AS p ON r.opened_on <= p.period_to AND r.due_on < p.period_to
    AND (r.closed_on IS NULL OR r.closed_on > p.period_to)
JOIN reference.day AS d ON d.day = p.period_to
JOIN reference.day AS e ON e.day = r.due_on
ORDER BY r.due_on, r.req
