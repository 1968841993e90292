-- kk: Кімдер келеді, нәтижелері тең бе: жынысы және рәсім тілі бойынша
-- ru: Кто приходит и равны ли итоги: по полу и языку процедуры
-- en: Who comes, and is it equal: by sex and language of the procedure
SELECT
    a.sex,
    a.lang,
    count(*)                                                                     AS applications,
    count(DISTINCT a.person_key)                                                 AS persons,
    count(*) FILTER (WHERE a.outcome = 'passed')                                 AS passed,
    count(*) FILTER (WHERE a.outcome = 'failed')                                 AS failed
FROM core.application AS a
JOIN reference.parameter AS p ON a.submitted_on BETWEEN p.period_from AND p.period_to
GROUP BY a.sex, a.lang
ORDER BY a.sex, a.lang
