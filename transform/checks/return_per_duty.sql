-- id: return_per_duty
-- severity: block
-- ru: число сведений не совпадает с числом ожидаемых
-- kk: мәліметтер саны күтілетін санға сәйкес келмейді
SELECT e.n AS expected, r.n AS counted
FROM (SELECT count(*) AS n FROM reference.expected) AS e
CROSS JOIN (SELECT count(*) AS n FROM core.return) AS r
WHERE e.n <> r.n
