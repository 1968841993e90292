-- B.07: Age of programme data.
WITH unit AS (
    SELECT win, g.kind, g.snapshot_on, as_of
    FROM mart.span JOIN core.programme g ON win = 'now' AND g.snapshot_on <= as_of
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
