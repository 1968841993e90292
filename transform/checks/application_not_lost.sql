-- id: application_not_lost
-- severity: block
-- ru: заявление, поданное до даты, на которую учтены данные, не вошло в итог
-- kk: деректер есепке алынған күнге дейін берілген өтініш қорытындыға енбеген
SELECT DISTINCT e.app
FROM staging.applications AS e
JOIN reference.parameter AS p ON e.event_on <= p.period_to AND e.fact_on <= p.period_to
LEFT JOIN core.application AS a ON a.app = e.app
WHERE a.app IS NULL
