-- The window a release speaks about and the same window a year earlier, one row each:
-- p0 and p1 are its first and last day, r0 the first day of the 12 months that end with
-- p1, as_of the day of knowledge (analysis, parameters; 1.8).
SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of
FROM reference.parameter
UNION ALL
SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL '1' YEAR AS DATE), as_of
FROM reference.parameter
