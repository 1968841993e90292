-- id: application_centre_known
-- severity: warn
-- ru: центра признания нет в перечне аккредитованных
-- kk: тану орталығы аккредиттелгендер тізбесінде жоқ
SELECT a.app, a.centre
FROM core.application AS a
LEFT JOIN core.centre AS c ON c.centre = a.centre
WHERE c.centre IS NULL
