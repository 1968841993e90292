-- kk: Өңірлердің қолжетімділігі тең бе: тұрғындар санына шаққандағы өтініштер
-- ru: Равен ли доступ в регионах: заявления на 10 000 жителей
-- en: Is access equal: applications per 10,000 people by region
SELECT
    r.region,
    r.name_kk,
    r.name_ru,
    count(a.app)                                                                       AS applications,
    r.population,
    CAST(round(10000.0 * count(a.app) / nullif(r.population, 0), 2) AS DECIMAL(9, 2))   AS per_10000
FROM reference.region AS r
CROSS JOIN reference.parameter AS p
LEFT JOIN core.application AS a ON a.home_region = r.region AND a.submitted_on BETWEEN p.period_from AND p.period_to
GROUP BY r.region, r.name_kk, r.name_ru, r.population
ORDER BY r.region
