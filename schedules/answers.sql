-- What is known by a day of every return of which a version came (analysis 1.3). Timeliness
-- is judged by the first answer of data or nil, content by the last that was accepted. A
-- file without rows and without a declaration of zero is no answer, nor is one that was
-- refused or waits for its sender. A version that its sender confirmed later was held until
-- that day, and counts from the day on which it came.
WITH version AS (
    SELECT
        v.*,
        l.landed_on,
        v.verdict = 'held' OR coalesce(c.known_on > CAST($1 AS DATE), FALSE) AS held
    FROM ledger.version AS v
    JOIN ledger.landing AS l ON l.landing = v.landing
    LEFT JOIN (
        SELECT c.landing, max(a.landed_on) AS known_on
        FROM ledger.confirmation AS c
        JOIN ledger.landing AS a ON a.landing = c.act
        GROUP BY c.landing
    ) AS c ON c.landing = v.landing
    WHERE l.landed_on <= CAST($1 AS DATE)
      AND v.verdict IN ('accepted', 'partly', 'held', 'refused')
),
judged AS (
    SELECT
        *,
        NOT held AND verdict IN ('accepted', 'partly')
            AND (coalesce(content, '') IN ('nil', 'cannot_provide') OR coalesce(received, 0) > 0) AS answers
    FROM version
)
SELECT
    source,
    provider,
    split_part(period, '+', 1)                                                      AS period, -- parts answer for the whole
    coalesce(arg_max(content, landing) FILTER (WHERE answers), '')                  AS content,
    coalesce(arg_max(coalesce(reason, ''), landing) FILTER (WHERE answers), '')     AS reason,
    coalesce(
        min(landed_on) FILTER (WHERE answers AND content <> 'cannot_provide'),
        min(landed_on) FILTER (WHERE answers)
    )                                                                               AS received_on,
    coalesce(max(landing) FILTER (WHERE held), 0)
        > coalesce(max(landing) FILTER (WHERE answers), 0)                          AS held,
    NOT bool_or(answers) AND bool_or(NOT held)                                      AS refused
FROM judged
GROUP BY source, provider, split_part(period, '+', 1)
ORDER BY source, provider, period;
