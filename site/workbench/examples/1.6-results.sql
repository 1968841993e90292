-- kk: Қаншасы тапсырады және бұл қаншалықты сенімді: деңгейлер бойынша нәтижелер
-- ru: Сколько сдают и насколько это надёжно: итоги по уровням
-- en: How many pass, and how sure is that: outcomes by level
SELECT
    a.level,
    count(*) FILTER (WHERE a.outcome IN ('passed', 'failed'))           AS examined,
    count(*) FILTER (WHERE a.outcome = 'passed')                        AS passed,
    CAST(round(100.0 * count(*) FILTER (WHERE a.outcome = 'passed')
        / nullif(count(*) FILTER (WHERE a.outcome IN ('passed', 'failed')), 0), 1) AS DECIMAL(5, 1)) AS pass_rate
FROM core.application AS a
JOIN reference.parameter AS p ON a.outcome_on BETWEEN p.period_from AND p.period_to
GROUP BY a.level
ORDER BY a.level
