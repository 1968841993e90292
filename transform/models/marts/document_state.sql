-- Every document issued by P1 and its state on that day (analysis 1.1, 7.13): valid
-- to its last day inclusive, annulled from the day of annulment, expired, or unknown
-- where no end was given. One annulled after it had run out counts as expired.
SELECT
    d.serial,
    d.centre,
    c.region        AS centre_region,
    d.person_key,
    d.profession,
    r.sector,
    d.level,
    d.issued_on,
    d.expires_on,
    d.annulled_on,
    CASE
        WHEN d.annulled_on <= p.period_to AND d.annulled_on <= coalesce(d.expires_on, d.annulled_on) THEN 'annulled'
        WHEN d.expires_on IS NULL                                                                   THEN 'unknown'
        WHEN d.expires_on < p.period_to                                                             THEN 'expired'
        ELSE 'valid'
    END             AS state,
    d.origin
FROM core.document AS d
JOIN reference.parameter AS p ON d.issued_on <= p.period_to
LEFT JOIN core.centre AS c ON c.centre = d.centre
LEFT JOIN core.profession AS r ON r.profession = d.profession
