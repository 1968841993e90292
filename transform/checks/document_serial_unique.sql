-- id: document_serial_unique
-- severity: warn
-- ru: серийный номер документа уже использован
-- kk: құжаттың сериялық нөмірі бұрын пайдаланылған
SELECT serial, count(*) AS n
FROM core.document
GROUP BY serial
HAVING count(*) > 1
