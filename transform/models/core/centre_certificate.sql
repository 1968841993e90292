-- One row per event of a certificate: issued, reissued, withdrawn, resumed,
-- terminated (par. 7(4); analysis 1.1). A monthly list shows only the last state, so
-- the events are gathered from all lists; the issue is taken from its own date too,
-- and the end also from the list of certificates that are not to be renewed.
-- An end that the other list contradicts is a question to both bodies (r12), not an event:
-- nobody is put outside validity by one list against another.
-- valid_to is the validity told by the last list that shows the event itself.
WITH told AS (
    SELECT bin, certificate_no, status AS state, status_on AS event_on, issued_on, valid_to, _period_to, TRUE AS shown
    FROM staging.accredited_centres
    UNION ALL
    SELECT bin, certificate_no, 'issued', issued_on, issued_on, valid_to, _period_to, FALSE
    FROM staging.accredited_centres
    WHERE status <> 'issued'
    UNION ALL
    SELECT bin, certificate_no, 'terminated', terminated_on, NULL, NULL, _period_to, TRUE
    FROM staging.discontinued_centres AS d
    WHERE NOT EXISTS (
        SELECT 1
        FROM core.centre_contradiction AS x
        WHERE x.centre = d.bin AND x.certificate = d.certificate_no
    )
)
SELECT
    bin              AS centre,
    certificate_no   AS certificate,
    state,
    min(issued_on)   AS valid_from,
    coalesce(
        max_by(valid_to, _period_to) FILTER (WHERE shown AND valid_to IS NOT NULL),
        min(valid_to)
    )                AS valid_to,
    event_on
FROM told
GROUP BY bin, certificate_no, state, event_on
