-- kk: Бұл көрініс қаншалықты толық: дереккөздер бойынша күтілген және алынған мәліметтер
-- ru: Насколько полна эта картина: ожидаемые и полученные сведения по источникам
-- en: How complete is this picture: returns expected and received by source
SELECT
    r.source,
    count(*)                                                     AS expected,
    count(*) FILTER (WHERE r.timeliness = 'on_time')             AS on_time,
    count(*) FILTER (WHERE r.timeliness = 'late')                AS late,
    count(*) FILTER (WHERE r.timeliness = 'missing')             AS missing,
    count(*) FILTER (WHERE r.content = 'nil')                    AS nil,
    sum(r.rows_accepted)                                         AS rows_accepted,
    sum(r.rows_rejected)                                         AS rows_rejected
FROM core."return" AS r
JOIN reference.parameter AS p ON r.period_to BETWEEN p.period_from AND p.period_to
WHERE r.expected
GROUP BY r.source
ORDER BY r.source
