-- kk: Өтініштер қай кезеңде тұрып қалды және ең ескісі қай күннен
-- ru: На каком этапе стоят заявления и с какого дня самое старое
-- en: Where do applications stand still, and since when
SELECT a.open_state, count(*) AS applications, min(a.last_event_on) AS oldest_event, max(date_diff('day', a.last_event_on, p.period_to)) AS days_without_event
FROM core.application AS a
CROSS JOIN reference.parameter AS p
WHERE a.open_state IS NOT NULL
GROUP BY a.open_state
ORDER BY applications DESC, a.open_state
