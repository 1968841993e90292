-- The certificates of the centre with everything that became of them.
SELECT certificate, state, valid_from, valid_to, event_on
FROM core.centre_certificate
WHERE centre = $1
ORDER BY event_on, certificate, state
