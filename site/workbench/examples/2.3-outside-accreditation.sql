-- kk: Орталық жұмыс істемеген күндегі нәтижелер бар ма
-- ru: Есть ли итоги в дни, когда центр не действовал
-- en: Are there outcomes on days when the centre was not active
SELECT a.centre, count(*) AS outcomes, min(a.outcome_on) AS first_on, max(a.outcome_on) AS last_on
FROM core.application AS a
LEFT JOIN core.centre_active AS v
    ON v.centre = a.centre AND a.outcome_on BETWEEN v.vf AND coalesce(v.vt, a.outcome_on)
WHERE a.outcome IN ('passed', 'failed') AND v.centre IS NULL
GROUP BY a.centre
ORDER BY outcomes DESC, a.centre
