-- r17: At which centres does a stage last differently?
SELECT d.centre || '/' || d.stage AS key, COALESCE(c.name_kk, d.centre) AS centre_kk, COALESCE(c.name_ru, d.centre) AS centre_ru, CASE d.stage WHEN 'decision' THEN 0 WHEN 'contract' THEN 1 WHEN 'sitting' THEN 2 ELSE 3 END AS stage_choice,
    d.stage AS pool, d.profession || '/' || CAST(d.level AS VARCHAR) AS stratum, d.wd,
    COUNT(*) FILTER (WHERE d.ended) AS exits, COUNT(*) FILTER (WHERE NOT d.ended) AS "open"
FROM mart.stage_duration d
LEFT JOIN core.centre c ON c.centre = d.centre
WHERE d.span = 'this' AND d.stage IN ('decision', 'contract', 'sitting', 'document') AND d.profession IS NOT NULL
GROUP BY d.centre, c.name_kk, c.name_ru, d.stage, d.profession, d.level, d.wd
ORDER BY key, stratum, d.wd
