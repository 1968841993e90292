-- r47: Do the two official texts of an obligation differ? $1: the obligations that the contracts mark so, as JSON.
WITH marked AS (
    SELECT UNNEST(from_json(CAST($1 AS VARCHAR), '[{"source": "VARCHAR", "point": "INTEGER", "sub": "INTEGER", "kk": "VARCHAR", "ru": "VARCHAR"}]')) AS o
)
SELECT CAST(o.point AS VARCHAR) || '(' || CAST(o.sub AS VARCHAR) || ')' AS key, o.source AS source, o.point AS point, o.sub AS sub, o.kk AS wording_kk, o.ru AS wording_ru
FROM marked
ORDER BY o.point, o.sub
