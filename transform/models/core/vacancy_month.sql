-- One row per month, region and unit group of occupations: vacancies and resumes of
-- the labour exchange (par. 19), as last told.
SELECT
    month,
    region,
    nkz4,
    max_by(vacancies, _landing)   AS vacancies,
    max_by(resumes, _landing)     AS resumes
FROM staging.vacancies
GROUP BY month, region, nkz4
