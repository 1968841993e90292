-- kk: Білім беру стандарттарға сай ма: бағдарламалар түрі мен стандартының күйі бойынша
-- ru: Следует ли образование стандартам: программы по виду и состоянию стандарта
-- en: Does education follow the standards: programmes by kind and state of their standard
SELECT
    g.kind,
    CASE
        WHEN g.standard IS NULL THEN 'no standard'
        WHEN coalesce(s.in_force_to, p.period_to) >= p.period_to AND s.in_force_from <= p.period_to THEN 'in force'
        ELSE 'lapsed or unknown'
    END                     AS standard_state,
    count(*)                AS programmes
FROM core.programme AS g
CROSS JOIN reference.parameter AS p
LEFT JOIN core.standard AS s ON s.standard = g.standard
WHERE g.vf <= p.period_to AND coalesce(g.vt, p.period_to) >= p.period_to
GROUP BY 1, 2
ORDER BY 1, 2
