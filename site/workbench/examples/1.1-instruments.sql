-- kk: Негіз толық әрі өзекті ме: салалар бойынша кәсіптер мен қолданыстағы стандарттар
-- ru: Полна ли основа и не устарела ли: профессии и действующие стандарты по отраслям
-- en: Is the foundation complete and current: professions and standards in force by sector
WITH backed AS (
    SELECT DISTINCT x.profession
    FROM core.standard AS s
    JOIN core.standard_profession AS x ON x.standard = s.standard
    CROSS JOIN reference.parameter AS p
    WHERE s.in_force_from <= p.period_to AND coalesce(s.in_force_to, p.period_to) >= p.period_to
)
SELECT
    f.sector,
    n.name_kk,
    n.name_ru,
    count(*)                                                      AS professions,
    count(b.profession)                                           AS with_standard,
    count(*) FILTER (WHERE f.mandatory)                           AS mandatory,
    count(b.profession) FILTER (WHERE f.mandatory)                AS mandatory_with_standard
FROM core.profession AS f
CROSS JOIN reference.parameter AS p
LEFT JOIN backed AS b ON b.profession = f.profession
LEFT JOIN core.sector AS n ON n.sector = f.sector
WHERE f.vf <= p.period_to AND coalesce(f.vt, p.period_to) >= p.period_to
GROUP BY f.sector, n.name_kk, n.name_ru
ORDER BY f.sector
