-- kk: Қанша құжат қолданыста, қаншасының мерзімі бітеді: кезең соңындағы және келесі 12 айдағы жай-күй
-- ru: Сколько документов действует и истекает: состояние на конец периода и следующие 12 месяцев
-- en: How many documents stand and lapse: on the last day of the period and in the next 12 months
SELECT
    d.level,
    count(*)                                                                                     AS issued,
    count(d.annulled_on)                                                                         AS annulled,
    count(*) FILTER (WHERE d.annulled_on IS NULL AND d.expires_on >= p.period_to)                AS valid,
    count(*) FILTER (WHERE d.annulled_on IS NULL AND d.expires_on IS NULL)                       AS end_unknown,
    count(*) FILTER (WHERE d.annulled_on IS NULL AND d.expires_on BETWEEN p.period_to AND p.period_to + INTERVAL 3 MONTH)   AS expire_in_3_months,
    count(*) FILTER (WHERE d.annulled_on IS NULL AND d.expires_on BETWEEN p.period_to AND p.period_to + INTERVAL 12 MONTH)  AS expire_in_12_months
FROM core.document AS d
JOIN reference.parameter AS p ON d.issued_on <= p.period_to
GROUP BY d.level
ORDER BY d.level
