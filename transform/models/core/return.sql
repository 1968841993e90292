-- One row per duty: provider, source and period that the order expects (par. 7, 9;
-- analysis 1.3). Expected are the providers active in the period, and a centre of
-- which the platform shows an event in it. Timeliness is judged by the first answer
-- of data or nil, content and row counts by the last version that was accepted. A
-- file without rows and without a declaration of zero is no answer, nor is one that
-- was refused: missing, with rejected_only. The declaration that nothing can be
-- provided is an answer, but neither on time nor late. What the office exempts is
-- exempt, what a centre that was not active would have owed is closed: not expected.
WITH version AS (
    SELECT
        v.*,
        l.landed_on,
        v.verdict IN ('accepted', 'partly')
            AND (v.content IN ('nil', 'cannot_provide') OR v.received > 0) AS answers
    FROM ledger.version AS v
    JOIN ledger.landing AS l ON l.landing = v.landing
    JOIN reference.parameter AS p ON l.landed_on <= p.as_of
),
told AS (  -- of a return, or of each part of one, how often it was told and what counts of it
    SELECT
        source,
        provider,
        split_part(period, '+', 1)                                              AS period,
        min(landed_on) FILTER (WHERE answers AND content <> 'cannot_provide')   AS first_on,
        min(landed_on) FILTER (WHERE answers)                                   AS answered_on,
        count(*) FILTER (WHERE answers)                                         AS versions,
        coalesce(max(landing) FILTER (WHERE answers), max(landing))             AS last_landing
    FROM version
    GROUP BY source, provider, period
),
received AS (  -- parts add up to their return
    SELECT
        t.source,
        t.provider,
        t.period,
        min(t.first_on)                    AS first_on,
        min(t.answered_on)                 AS answered_on,
        max(t.versions)                    AS versions,
        max_by(v.content, t.last_landing)  AS content,
        CAST(sum(v.received) AS BIGINT)    AS rows_received,
        CAST(sum(v.accepted) AS BIGINT)    AS rows_accepted,
        CAST(sum(v.rejected) AS BIGINT)    AS rows_rejected,
        CAST(sum(v.duplicate) AS BIGINT)   AS rows_duplicate
    FROM told AS t
    JOIN version AS v ON v.landing = t.last_landing
    GROUP BY t.source, t.provider, t.period
),
centre_event AS (
    SELECT DISTINCT
        centre,
        fact_on
    FROM staging.applications
),
seen AS (  -- duties that the platform shows to exist although no certificate does
    SELECT DISTINCT
        e.source,
        e.provider,
        e.period
    FROM reference.expected AS e
    JOIN centre_event AS c ON c.centre = e.provider AND c.fact_on BETWEEN e.period_from AND e.period_to
    WHERE e.provider_kind = 'centre'
      AND NOT e.expected
      AND e.why IS DISTINCT FROM 'exempt'
),
duty AS (
    SELECT
        e.*,
        e.expected OR s.provider IS NOT NULL AS owed
    FROM reference.expected AS e
    LEFT JOIN seen AS s ON s.source = e.source AND s.provider = e.provider AND s.period = e.period
)
SELECT
    d.provider,
    d.provider_kind,
    d.source,
    d.period,
    d.period_from,
    d.period_to,
    d.owed                                             AS expected,
    d.due_eff,
    CASE
        WHEN d.why = 'exempt'           THEN 'exempt'
        WHEN NOT d.owed                 THEN 'closed'
        WHEN r.first_on <= d.due_eff    THEN 'on_time'
        WHEN r.first_on > d.due_eff     THEN 'late'
        WHEN r.answered_on IS NOT NULL  THEN 'answered'
        WHEN p.as_of <= d.period_to     THEN 'not_due'
        WHEN p.as_of <= d.due_eff       THEN 'due'
        ELSE 'missing'
    END                                                AS timeliness,
    CASE WHEN r.versions > 0 THEN r.content END        AS content,
    coalesce(r.first_on, r.answered_on)                AS received_on,
    CASE WHEN r.first_on > d.due_eff THEN late.n - due.n END AS delay_wd,
    coalesce(r.versions, 0)                            AS versions,
    coalesce(r.rows_received, 0)                            AS rows_received,
    coalesce(r.rows_accepted, 0)                            AS rows_accepted,
    coalesce(r.rows_rejected, 0)                            AS rows_rejected,
    coalesce(r.rows_duplicate, 0)                           AS rows_duplicate,
    coalesce(r.versions = 0, FALSE)                    AS rejected_only
FROM duty AS d
CROSS JOIN reference.parameter AS p
LEFT JOIN received AS r ON r.source = d.source AND r.provider = d.provider AND r.period = d.period
LEFT JOIN reference.day AS late ON late.day = r.first_on
LEFT JOIN reference.day AS due ON due.day = d.due_eff
