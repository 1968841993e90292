-- The tables and views of a release with their columns, for the catalogue beside the editor.
SELECT
    c.schema_name,
    c.table_name,
    coalesce(t.estimated_size, -1)                            AS size,
    c.column_name,
    c.data_type
FROM duckdb_columns() AS c
LEFT JOIN duckdb_tables() AS t ON t.schema_name = c.schema_name AND t.table_name = c.table_name AND NOT t.internal
WHERE NOT c.internal
ORDER BY c.schema_name, c.table_name, c.column_index
