-- When each centre was active, and for which periods returns of it are expected, as a release
-- knows them. The day of knowledge is that of the release.
SELECT centre, vf AS span_from, coalesce(vt, DATE '9999-12-31') AS span_to
FROM core.centre_active
WHERE CAST(? AS DATE) IS NOT NULL
UNION ALL
SELECT provider, min(period_from), max(period_to)
FROM reference.expected
WHERE provider_kind = 'centre' AND (expected OR why = 'exempt')
GROUP BY provider, period
ORDER BY 1, 2, 3;
