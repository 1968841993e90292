-- What became of the rows of each provider in the period, of the source $1 or, with '', of all;
-- in the order of names (no ranking).
SELECT
    coalesce(b.name_kk, c.name_kk, r.provider)        AS provider_kk,
    coalesce(b.name_ru, c.name_ru, r.provider)        AS provider_ru,
    c.centre,
    r.source,
    CAST(sum(r.rows_received) AS BIGINT)              AS received,
    CAST(sum(r.rows_accepted) AS BIGINT)              AS accepted,
    CAST(sum(r.rows_rejected) AS BIGINT)              AS rejected,
    CAST(sum(r.rows_duplicate) AS BIGINT)             AS duplicate,
    count(*) FILTER (WHERE r.versions > 1)            AS corrected
FROM core."return" AS r
JOIN reference.parameter AS p ON r.period_to BETWEEN p.period_from AND p.period_to
LEFT JOIN reference.body AS b ON b.body = r.provider
LEFT JOIN core.centre AS c ON c.centre = r.provider
WHERE ($1 = '' OR r.source = $1)
  AND r.rows_received > 0
GROUP BY r.provider, b.name_kk, b.name_ru, c.name_kk, c.name_ru, c.centre, r.source
ORDER BY provider_ru, r.source
