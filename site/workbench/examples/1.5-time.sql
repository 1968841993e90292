-- kk: Қанша уақыт кетеді: өтініштен нәтижеге дейінгі жұмыс күндері, айлар бойынша (аяқталмағандары кірмейді)
-- ru: Сколько это занимает: рабочие дни от заявления до итога по месяцам (без незавершённых)
-- en: How long does it take: working days from application to outcome by month (those still open are left out)
SELECT
    CAST(date_trunc('month', a.outcome_on) AS DATE)                     AS month,
    count(*)                                                            AS outcomes,
    median(d1.n - d0.n)                                                 AS median_working_days,
    quantile_cont(d1.n - d0.n, 0.9)                                     AS ninety_percent_within
FROM core.application AS a
JOIN reference.parameter AS p ON a.outcome_on BETWEEN p.period_from AND p.period_to
JOIN reference.day AS d0 ON d0.day = a.submitted_on
JOIN reference.day AS d1 ON d1.day = a.outcome_on
GROUP BY 1
ORDER BY 1
