-- One row per certificate on which the two lists of par. 7(4) contradict each other: the
-- list of those not to be renewed names the day of its end, and an edition of the list
-- of accredited centres about a later time still shows it as live (C.13, r12). listed_to
-- is the end of the last such edition.
SELECT
    d.bin                AS centre,
    d.certificate_no     AS certificate,
    min(d.terminated_on) AS terminated_on,
    max(a._period_to)    AS listed_to
FROM staging.discontinued_centres AS d
JOIN staging.accredited_centres AS a
    ON a.bin = d.bin
    AND a.certificate_no = d.certificate_no
    AND a.status IN ('issued', 'reissued', 'resumed')
    AND a._period_from > d.terminated_on
GROUP BY d.bin, d.certificate_no
