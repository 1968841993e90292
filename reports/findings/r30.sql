-- r30: Is the register of documents sound?
WITH par AS (
    SELECT period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
)
SELECT x.centre || '/' || x.kind AS key, COALESCE(c.name_kk, x.centre) AS centre_kk, COALESCE(c.name_ru, x.centre) AS centre_ru, x.as_of, x.n, x.kind_choice
FROM (
    SELECT d.centre, 'serial' AS kind, as_of, 0 AS kind_choice, COUNT(DISTINCT d.serial) AS n
    FROM par JOIN core.document d ON d.issued_on <= p1
    WHERE d.serial IN (
        SELECT serial FROM core.document
        GROUP BY serial HAVING COUNT(DISTINCT centre || '/' || COALESCE(person_key, '') || '/' || profession) > 1
    )
    GROUP BY d.centre, as_of
    UNION ALL
    SELECT d.centre, 'annulled', as_of, 1, COUNT(*)
    FROM par JOIN core.document d ON d.annulled_on <= p1 AND d.issued_on IS NULL
    GROUP BY d.centre, as_of
) x
LEFT JOIN core.centre c ON c.centre = x.centre
ORDER BY key
