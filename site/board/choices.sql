-- What can be chosen in the filters of dashboards. A profession has the name it had last.
SELECT 'region' AS by_kind, region AS by_key, name_kk, name_ru
FROM reference.region
UNION ALL
SELECT 'sector', sector, COALESCE(name_kk, sector), COALESCE(name_ru, sector)
FROM core.sector
UNION ALL
SELECT 'profession', profession, MAX_BY(COALESCE(name_kk, profession), vf), MAX_BY(COALESCE(name_ru, profession), vf)
FROM core.profession
GROUP BY profession
UNION ALL
SELECT 'centre', centre, COALESCE(name_kk, centre), COALESCE(name_ru, centre)
FROM core.centre
ORDER BY 1, 2
