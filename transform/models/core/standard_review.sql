-- One row per expert review of a standard (par. 9(4)), as last told.
WITH newest AS (
    SELECT
        r.*,
        row_number() OVER (PARTITION BY record_no ORDER BY _period_to DESC, _landing DESC) AS age
    FROM staging.standard_reviews AS r
)
SELECT
    record_no       AS review,
    standard_code   AS standard,
    started_on      AS received_on,
    ended_on        AS concluded_on,
    result
FROM newest
WHERE age = 1
  AND kind = 'review'
