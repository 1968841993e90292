-- Every number of the release, one row a fact. "value" is the exact decimal as printed,
-- "number" the same for computing; a protected or missing value leaves both empty.
SELECT
    f.id AS fact_id,
    f.indicator,
    f."by" AS breakdown,
    f."key",
    f."window" AS period,
    f.value,
    CAST(f.value AS DOUBLE) AS number,
    f.unit,
    f.status,
    f.finality,  -- p provisional, f final, r revised
    f.was AS last_year_said,
    f.numerator,
    f.denominator,
    CAST(f.coverage AS DOUBLE) AS coverage_percent,
    CAST(f.bound_low AS DOUBLE) AS bound_low,
    CAST(f.bound_high AS DOUBLE) AS bound_high,
    CAST(f.interval_low AS DOUBLE) AS interval_low,
    CAST(f.interval_high AS DOUBLE) AS interval_high,
    array_to_string(f.sources, ';') AS sources,
    f.sql_sha256 AS query_sha256,
    release
FROM (
    SELECT
        document ->> 'release' AS release,
        unnest(from_json(document -> 'facts', '[{"id": "VARCHAR", "indicator": "VARCHAR", "by": "VARCHAR", "key": "VARCHAR",
            "window": "VARCHAR", "value": "VARCHAR", "unit": "VARCHAR", "status": "VARCHAR", "finality": "VARCHAR", "was": "VARCHAR", "numerator": "BIGINT",
            "denominator": "BIGINT", "coverage": "VARCHAR", "bound_low": "VARCHAR", "bound_high": "VARCHAR",
            "interval_low": "VARCHAR", "interval_high": "VARCHAR", "sources": ["VARCHAR"], "sql_sha256": "VARCHAR"}]')) AS f
    FROM publication
)
