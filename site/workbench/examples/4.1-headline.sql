-- kk: Жыл сандармен: осы кезең және өткен жылдың сол кезеңі
-- ru: Год в цифрах: этот период и тот же период прошлого года
-- en: The year in numbers: this period and the same period a year before
SELECT
    s.win,
    s.p0                                                                                     AS first_day,
    s.p1                                                                                     AS last_day,
    (SELECT count(*) FROM core.application AS a WHERE a.submitted_on BETWEEN s.p0 AND s.p1)  AS applications,
    (SELECT count(*) FROM core.application AS a WHERE a.outcome = 'passed' AND a.outcome_on BETWEEN s.p0 AND s.p1) AS passed,
    (SELECT count(*) FROM core.recognition AS r WHERE r.recognised_on BETWEEN s.p0 AND s.p1) AS recognised,
    (SELECT count(*) FROM core.document AS d WHERE d.issued_on BETWEEN s.p0 AND s.p1)        AS documents
FROM mart.span AS s
ORDER BY s.win DESC
