-- id: outcomes_agree
-- severity: block
-- ru: число итоговых результатов не совпадает с числом заявлений
-- kk: қорытынды нәтижелер саны өтініштер санына сәйкес келмейді
SELECT m.n AS in_mart, a.n AS in_core
FROM (SELECT coalesce(sum(refused + passed + failed + no_show_own), 0) AS n FROM mart.outcome_month) AS m
CROSS JOIN (SELECT count(*) AS n FROM core.application WHERE outcome IS NOT NULL) AS a
WHERE m.n <> a.n
