-- r20: Are people who were ill given a new date?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT 'KZ' AS key, as_of, COUNT(*) AS n
FROM par
JOIN core.application ap ON ap.open_state = 'waiting_reassign'
JOIN (
    SELECT st.app, MAX(st.scheduled_for) AS missed_on
    FROM core.sitting st
    WHERE st.live AND st.result = 'no_show' AND st.reason = 'health'
    GROUP BY st.app
) l ON l.app = ap.app
JOIN reference.day a ON a.day = l.missed_on
JOIN reference.day b ON b.day = p1
WHERE b.n - a.n > 30
GROUP BY as_of
HAVING COUNT(*) >= 10
ORDER BY key
