-- id: application_profession_matched
-- severity: warn
-- ru: профессия из заявления отсутствует в реестре профессий
-- kk: өтініштегі кәсіп кәсіптер тізілімінде жоқ
SELECT app, profession_text
FROM core.application
WHERE profession IS NULL
