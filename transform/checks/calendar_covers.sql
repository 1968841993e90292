-- id: calendar_covers
-- severity: block
-- ru: рабочий календарь не охватывает дни, к которым относятся данные
-- kk: жұмыс күнтізбесі деректер жататын күндерді қамтымайды
SELECT e.event_on
FROM (SELECT DISTINCT event_on FROM core.application_event) AS e
LEFT JOIN reference.day AS d ON d.day = e.event_on
WHERE d.day IS NULL
