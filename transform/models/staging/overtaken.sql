-- One row per accepted row that counts no more, because the same key was told once
-- more later. Only where a source tells of changes: in parts, as one pulled in
-- increments and a stream do, or by saying which rows it has deleted. What was
-- told last of a key counts; a deletion counts as told, and leaves no row.
-- Whole returns of several periods that share a key overtake each other nowhere:
-- what they are to each other is for core to say.
-- Only what was known by the day of the knowledge freeze overtakes anything, so
-- that what was known on an earlier day stays as it was.
-- build: table
WITH told AS (
    SELECT
        t.source,
        c.provider,
        t.key,
        t.landing,
        t.row,
        t.deleted OR contains(c.period, '+') AS tells_change
    FROM raw._told AS t
    JOIN staging.counted AS c ON c.landing = t.landing
),
newest AS (
    SELECT
        source,
        provider,
        key,
        max(ROW(landing, row)) AS told_at
    FROM told
    GROUP BY source, provider, key
    HAVING count(*) > 1 AND bool_or(tells_change)
)
SELECT
    told.landing,
    told.row
FROM told
JOIN newest ON newest.source = told.source AND newest.provider = told.provider AND newest.key = told.key
WHERE ROW(told.landing, told.row) < newest.told_at
