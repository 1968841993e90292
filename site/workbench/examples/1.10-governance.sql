-- kk: Кеңестер жұмыс істеді ме: кезеңдегі отырыстар мен шешімдер
-- ru: Работали ли советы: заседания и решения периода
-- en: Did the councils work: meetings and decisions of the period
SELECT c.kind, c.body, c.period, c.event, count(*) AS events, max(c.event_on) AS last_on
FROM core.council_event AS c
JOIN reference.parameter AS p ON c.event_on BETWEEN p.period_from AND p.period_to
GROUP BY c.kind, c.body, c.period, c.event
ORDER BY c.kind, c.body, c.period, c.event
