-- r46: Which recommendations were not carried out? $1: those of last year's document with the verdict "not met", as JSON.
WITH unmet AS (
    SELECT UNNEST(from_json(CAST($1 AS VARCHAR), '[{"recommendation": "VARCHAR", "rule": "VARCHAR", "owner": "VARCHAR", "severity": "INTEGER", "kk": "VARCHAR", "ru": "VARCHAR", "start": "VARCHAR", "target": "VARCHAR", "reached": "VARCHAR"}]')) AS u
)
SELECT u.recommendation AS key, u.rule AS rule, u.owner AS owner, u.kk AS metric_kk, u.ru AS metric_ru,
    u.start AS decimal_start, u.target AS decimal_target, u.reached AS decimal_reached, u.severity AS plus
FROM unmet
ORDER BY key
