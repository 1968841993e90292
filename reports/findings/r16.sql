-- r16: Do procedures take longer than last year?
SELECT d.stage AS key, CASE d.stage WHEN 'decision' THEN 0 WHEN 'contract' THEN 1 WHEN 'sitting' THEN 2 ELSE 3 END AS stage_choice, '' AS stratum, CASE WHEN d.span = 'this' THEN 'a' ELSE 'b' END AS grp, d.wd,
    COUNT(*) FILTER (WHERE d.ended) AS exits, COUNT(*) FILTER (WHERE NOT d.ended) AS "open"
FROM mart.stage_duration d
WHERE d.stage IN ('decision', 'contract', 'sitting', 'document')
GROUP BY d.stage, d.span, d.wd
ORDER BY key, grp, d.wd
