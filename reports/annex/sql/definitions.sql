-- The definition of every indicator in both languages, one row an indicator. Its fact of the
-- whole country has the id of the indicator.
SELECT
    d.id AS indicator,
    d.name.kk AS name_kk,
    d.name.ru AS name_ru,
    d.formula.kk AS formula_kk,
    d.formula.ru AS formula_ru,
    d.numerator.kk AS numerator_kk,
    d.numerator.ru AS numerator_ru,
    d.denominator.kk AS denominator_kk,
    d.denominator.ru AS denominator_ru,
    d.caveat.kk AS caveat_kk,
    d.caveat.ru AS caveat_ru,
    d.unit,
    d.direction,
    array_to_string(d.sources, ';') AS sources,
    array_to_string(d.paragraphs, ';') AS paragraphs,
    array_to_string(d.breakdowns, ';') AS breakdowns
FROM (
    SELECT unnest(from_json(definitions, '[{"id": "VARCHAR", "name": {"kk": "VARCHAR", "ru": "VARCHAR"},
        "formula": {"kk": "VARCHAR", "ru": "VARCHAR"}, "numerator": {"kk": "VARCHAR", "ru": "VARCHAR"},
        "denominator": {"kk": "VARCHAR", "ru": "VARCHAR"}, "caveat": {"kk": "VARCHAR", "ru": "VARCHAR"}, "unit": "VARCHAR",
        "direction": "VARCHAR", "sources": ["VARCHAR"], "paragraphs": ["VARCHAR"], "breakdowns": ["VARCHAR"]}]')) AS d
    FROM publication
)
