-- Every recommendation in both languages, one row a recommendation. The target is the fact
-- recommendation_id/target, the baseline is the value of metric_fact.
SELECT
    r.id AS recommendation_id,
    r.rule,
    array_to_string(r.findings, ';') AS findings,
    r.owner,
    r.severity,
    r."text".kk AS text_kk,
    r."text".ru AS text_ru,
    CAST(r.issued_on AS DATE) AS issued_on,
    CAST(r.deadline AS DATE) AS deadline,
    r.metric,
    r.metric_fact,
    r.baseline,
    r.target,
    r.verdict_kind,
    release
FROM (
    SELECT
        document ->> 'release' AS release,
        unnest(from_json(document -> 'recommendations', '[{"id": "VARCHAR", "rule": "VARCHAR", "findings": ["VARCHAR"],
            "owner": "VARCHAR", "severity": "INTEGER", "text": {"kk": "VARCHAR", "ru": "VARCHAR"}, "issued_on": "VARCHAR",
            "deadline": "VARCHAR", "metric": "VARCHAR", "metric_fact": "VARCHAR", "baseline": "VARCHAR", "target": "VARCHAR",
            "verdict_kind": "VARCHAR"}]')) AS r
    FROM publication
)
