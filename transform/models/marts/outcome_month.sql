-- Final outcomes by their own month (period view, analysis 1.5): one row per month,
-- centre, region of the centre, home region, profession, level, sex, age band and
-- language. passed over its sum with failed is the pass rate D1, with no_show_own
-- D2 (1.6). Age is the calendar year of the outcome less the birth year.
WITH final AS (
    SELECT
        a.*,
        CAST(date_trunc('month', outcome_on) AS DATE)   AS month,
        year(outcome_on) - birth_year                   AS age
    FROM core.application AS a
    WHERE outcome IS NOT NULL
),
banded AS (
    SELECT
        f.*,
        CASE
            WHEN age < 16 THEN NULL
            WHEN age < 25 THEN '16-24'
            WHEN age < 35 THEN '25-34'
            WHEN age < 45 THEN '35-44'
            WHEN age < 55 THEN '45-54'
            WHEN age >= 55 THEN '55+'
        END AS age_band
    FROM final AS f
)
SELECT
    b.month,
    b.centre,
    c.region                                           AS centre_region,
    b.home_region,
    b.sector,
    b.profession,
    b.level,
    b.sex,
    b.age_band,
    b.lang,
    count(*) FILTER (WHERE b.outcome = 'refused')      AS refused,
    count(*) FILTER (WHERE b.outcome = 'passed')       AS passed,
    count(*) FILTER (WHERE b.outcome = 'failed')       AS failed,
    count(*) FILTER (WHERE b.outcome = 'no_show_own')  AS no_show_own
FROM banded AS b
LEFT JOIN core.centre AS c ON c.centre = b.centre
GROUP BY b.month, b.centre, c.region, b.home_region, b.sector, b.profession, b.level, b.sex, b.age_band, b.lang
