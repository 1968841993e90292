-- Every finding with its sentence in both languages, one row a finding. Its numbers are bound
-- to fact ids of the form finding_id/column, listed in "facts".
SELECT
    f.id AS finding_id,
    f.rule,
    f.kind,
    f.area,
    f.severity,
    f.history,
    f.sentence.kk AS sentence_kk,
    f.sentence.ru AS sentence_ru,
    CAST(f.effect AS DOUBLE) AS effect,
    f.p,
    array_to_string(f.entities, ';') AS entities,
    f.owner,
    array_to_string(list_transform(f.evidence, lambda e : f.id || '/' || e."column"), ';') AS facts,
    f.sql_sha256 AS query_sha256,
    release
FROM (
    SELECT
        document ->> 'release' AS release,
        unnest(from_json(document -> 'findings', '[{"id": "VARCHAR", "rule": "VARCHAR", "kind": "VARCHAR", "area": "VARCHAR",
            "severity": "INTEGER", "history": "VARCHAR", "sentence": {"kk": "VARCHAR", "ru": "VARCHAR"}, "effect": "VARCHAR",
            "p": "VARCHAR", "entities": ["VARCHAR"], "owner": "VARCHAR", "evidence": [{"column": "VARCHAR"}],
            "sql_sha256": "VARCHAR"}]')) AS f
    FROM publication
)
