-- r15: Did a step of the funnel change?
WITH step AS (  -- one row per case: did it pass the step
    SELECT s.win, 0 AS step_choice, ap.profession, ap.level, ap.decision = 'accepted' AS hit
    FROM mart.span s JOIN core.application ap ON ap.decided_on BETWEEN p0 AND p1
    UNION ALL
    SELECT s.win, 1, ap.profession, ap.level, COALESCE(c.n - a.n <= 60, FALSE)
    FROM mart.span s
    JOIN core.application ap ON ap.decision = 'accepted' AND ap.decided_on BETWEEN p0 AND p1
    JOIN reference.day a ON a.day = ap.decided_on
    JOIN reference.day b ON b.day = p1
    LEFT JOIN reference.day c ON c.day = ap.contracted_on
    WHERE b.n - a.n > 60  -- the others may still do it
    UNION ALL
    SELECT s.win, 2, ap.profession, ap.level, COALESCE(c.n - a.n <= 60, FALSE)
    FROM mart.span s
    JOIN core.application ap ON ap.submitted_on BETWEEN p0 AND p1
    JOIN reference.day a ON a.day = ap.submitted_on
    JOIN reference.day b ON b.day = p1
    LEFT JOIN reference.day c ON c.day = ap.recognised_on
    WHERE b.n - a.n > 60
    UNION ALL
    SELECT s.win, 3, st.profession, st.level, COALESCE(st.result = 'no_show', FALSE)
    FROM mart.span s JOIN core.sitting st ON st.live AND st.scheduled_for BETWEEN p0 AND p1
    UNION ALL
    SELECT s.win, 4, ap.profession, ap.level, ap.outcome = 'passed'
    FROM mart.span s JOIN core.application ap ON ap.outcome IN ('passed', 'failed') AND ap.outcome_on BETWEEN p0 AND p1
)
SELECT
    CASE step_choice WHEN 0 THEN 'accepted' WHEN 1 THEN 'contract' WHEN 2 THEN 'recognition' WHEN 3 THEN 'no_show' ELSE 'passed' END AS key,
    step_choice,
    profession || '/' || CAST(level AS VARCHAR) AS stratum,
    CASE step_choice WHEN 0 THEN 'Құжаттары қабылданғандардың үлесі' WHEN 1 THEN 'Шарт жасасқандардың үлесі' WHEN 2 THEN 'Танылғандардың үлесі'
        WHEN 3 THEN 'Емтиханға келмегендердің үлесі' ELSE 'Емтиханнан өткендердің үлесі' END AS what_kk,
    CASE step_choice WHEN 0 THEN 'Доля принятых из рассмотренных' WHEN 1 THEN 'Доля заключивших договор' WHEN 2 THEN 'Доля признанных'
        WHEN 3 THEN 'Доля неявок на экзамен' ELSE 'Доля сдавших экзамен' END AS what_ru,
    COUNT(*) FILTER (WHERE hit AND win = 'now') AS xa,
    COUNT(*) FILTER (WHERE win = 'now') AS na,
    COUNT(*) FILTER (WHERE hit AND win = 'before') AS xb,
    COUNT(*) FILTER (WHERE win = 'before') AS nb
FROM step
WHERE profession IS NOT NULL
GROUP BY step_choice, profession, level
ORDER BY key, stratum
