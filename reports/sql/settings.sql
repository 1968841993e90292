-- Rules that are not as they are built in on the day of the freeze: the newest change of
-- each, with who made it and why.
SELECT s.rule, CASE WHEN s.enabled THEN s.severity ELSE 'off' END AS severity, s.who, s.why, CAST(CAST(s.set_at AS DATE) AS VARCHAR) AS set_on
FROM ledger.setting s
JOIN (
    SELECT rule, MAX(act) AS act
    FROM ledger.setting
    JOIN reference.parameter p ON CAST(set_at AS DATE) <= p.as_of
    GROUP BY rule
) newest ON newest.act = s.act
WHERE NOT s.enabled OR s.severity IS NOT NULL
ORDER BY s.rule
