-- kk: Қай дереккөздің жолдары жиі қабылданбайды
-- ru: Из какого источника строки отклоняются чаще
-- en: Which source has most rows rejected
SELECT
    r.source,
    sum(r.rows_received)                                                                                   AS received,
    sum(r.rows_rejected)                                                                                   AS rejected,
    CAST(round(100.0 * sum(r.rows_rejected) / nullif(sum(r.rows_received), 0), 2) AS DECIMAL(6, 2))         AS rejected_percent
FROM core."return" AS r
GROUP BY r.source
ORDER BY rejected_percent DESC NULLS LAST, r.source
