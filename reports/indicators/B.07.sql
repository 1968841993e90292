-- B.07: Age of programme data.
WITH span AS (  -- this window and the same window a year earlier
    SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
    FROM reference.parameter
    UNION ALL
    SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL 1 YEAR AS DATE), as_of
    FROM reference.parameter
),
unit AS (
    SELECT win, g.kind, g.snapshot_on, as_of
    FROM span JOIN core.programme g ON win = 'now' AND g.snapshot_on <= as_of
)
SELECT
    CASE
        WHEN GROUPING(kind) = 0 THEN 'kind'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(kind, 'KZ') AS by_key,
    win AS "window",
    DATE_DIFF('day', MAX(snapshot_on), MAX(as_of)) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, kind))
