-- The days of December up to the one that paragraph 21 names, the last first, and whether
-- they are worked as the release knows the calendar.
SELECT d.day, d.working
FROM reference.parameter AS p
JOIN reference.day AS d
    ON d.day >= make_date(CAST(date_part('year', p.period_to) AS BIGINT), 12, 1)
    AND d.day <= make_date(CAST(date_part('year', p.period_to) AS BIGINT), 12, 15)
ORDER BY d.day DESC
