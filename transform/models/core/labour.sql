-- One row per region and year (par. 19): persons employed at the end of the last
-- quarter known of that year, and population. The source does not divide by
-- sector: sector is NULL, which means all. Region 00 is the whole country.
WITH quarter AS (
    SELECT
        region,
        quarter_end,
        max_by(employed, _landing) AS employed
    FROM staging.labour_statistics
    GROUP BY region, quarter_end
),
employment AS (
    SELECT
        region,
        CAST(year(quarter_end) AS INTEGER)   AS year,
        max_by(employed, quarter_end)        AS employed
    FROM quarter
    GROUP BY region, year(quarter_end)
),
people AS (
    SELECT
        region,
        CAST(year AS INTEGER)               AS year,
        max_by(population, _landing)        AS population
    FROM staging.population
    GROUP BY region, year
)
SELECT
    coalesce(e.region, p.region)   AS region,
    CAST(NULL AS VARCHAR)          AS sector,
    coalesce(e.year, p.year)       AS year,
    e.employed,
    p.population
FROM employment AS e
FULL JOIN people AS p ON p.region = e.region AND p.year = e.year
