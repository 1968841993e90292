-- id: event_status_known
-- severity: block
-- ru: событие платформы имеет неизвестный статус
-- kk: платформа оқиғасының мәртебесі белгісіз
SELECT app, event_id
FROM staging.applications
WHERE status IS NULL
