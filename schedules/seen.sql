-- The days between which the platform shows events of a centre, month by month, as known on
-- a day: a centre of which it shows an event in a period owes the period even where no
-- certificate covers it (analysis 1.3). An exam belongs to the day on which it was held,
-- anything else to its own (as in staging.applications).
WITH counted AS (
    SELECT max(l.landing) AS landing
    FROM ledger.landing AS l
    JOIN ledger.version AS v ON v.landing = l.landing
    WHERE l.source = 'applications'
      AND v.verdict IN ('accepted', 'partly')
      AND l.landed_on <= CAST(? AS DATE)
    GROUP BY l.provider, l.period
),
event AS (
    SELECT
        r.centre_bin,
        coalesce(
            CASE
                WHEN r.status IN ('Экзамен сдан', 'Экзамен не сдан') THEN coalesce(r.held_on, r.protocol_date, r.scheduled_for)
                WHEN r.status = 'Неявка на экзамен' THEN coalesce(r.scheduled_for, r.held_on)
            END,
            CAST(r."at" AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Almaty' AS DATE)
        ) AS fact_on
    FROM raw.applications AS r
    JOIN counted AS c ON c.landing = r._landing
    WHERE r._state = 0
)
SELECT centre_bin, min(fact_on) AS seen_from, max(fact_on) AS seen_to
FROM event
WHERE centre_bin IS NOT NULL
GROUP BY centre_bin, date_trunc('month', fact_on)
ORDER BY centre_bin, seen_from;
