-- Tolerances given by the day of the freeze: a rule, one return, how many breaches may
-- pass, how many did in the version that counts, why, who approved it, and until when.
SELECT t.rule, t.source, t.provider, t.period, t.most,
    (SELECT COUNT(*) FROM ledger.finding f JOIN ledger.current c ON c.landing = f.landing
     WHERE f.rule = t.rule AND f.severity = 'tolerated' AND c.source = t.source AND c.provider = t.provider AND c.period = t.period) AS used,
    t.reason, t.approver, CAST(t.expires_on AS VARCHAR) AS expires_on
FROM ledger.tolerance t
JOIN reference.parameter p ON CAST(t.set_at AS DATE) <= p.as_of
ORDER BY t.source, t.provider, t.period, t.rule, t.act
