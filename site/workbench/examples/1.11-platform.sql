-- kk: Платформа пайдаланушыларға жауап бере ме: сұраулар мерзім тобы бойынша (3, 10, 20 жұмыс күні)
-- ru: Отвечает ли платформа пользователям: обращения по срокам (3, 10, 20 рабочих дней)
-- en: Does the platform serve its users: requests by limit (3, 10, 20 working days)
SELECT
    s.class                                                                      AS limit_working_days,
    count(*)                                                                     AS requests,
    count(*) FILTER (WHERE s.closed_on <= s.due_on)                              AS closed_in_time,
    count(*) FILTER (WHERE s.closed_on > s.due_on)                               AS closed_late,
    count(*) FILTER (WHERE s.closed_on IS NULL AND s.due_on < p.as_of)           AS open_past_limit
FROM core.support_request AS s
JOIN reference.parameter AS p ON s.opened_on BETWEEN p.period_from AND p.period_to
GROUP BY s.class
ORDER BY s.class
