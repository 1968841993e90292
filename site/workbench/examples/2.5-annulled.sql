-- kk: Қай орталықтардың құжаттары жойылды
-- ru: Документы каких центров аннулированы
-- en: Whose documents were annulled
SELECT d.centre, count(*) AS issued, count(d.annulled_on) AS annulled, max(d.annulled_on) AS last_annulled_on
FROM core.document AS d
GROUP BY d.centre
HAVING count(d.annulled_on) > 0
ORDER BY annulled DESC, d.centre
