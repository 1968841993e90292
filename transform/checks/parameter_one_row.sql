-- id: parameter_one_row
-- severity: block
-- ru: параметры отчёта должны быть заданы ровно одной строкой
-- kk: есеп параметрлері дәл бір жолмен берілуі тиіс
SELECT count(*) AS n
FROM reference.parameter
HAVING count(*) <> 1
