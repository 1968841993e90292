-- The files behind the release: of every source how many, over which periods,
-- and one text of all their hashes in the order of arrival.
SELECT la.source, COUNT(*) AS files, MIN(la.period) AS first_period, MAX(la.period) AS last_period,
    STRING_AGG(la.sha256, ',' ORDER BY la.landing) AS hashes
FROM ledger.landing la
JOIN reference.parameter p ON la.landed_on <= p.as_of
WHERE la.source <> 'acts'
GROUP BY la.source
ORDER BY la.source
