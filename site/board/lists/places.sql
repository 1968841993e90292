-- Every profession of the register in every region: vacancies of 12 months in its unit group,
-- programmes and centres on the last day of the period.
SELECT profession, region, vacancies, programmes, centres
FROM mart.profession_region
ORDER BY profession, region
