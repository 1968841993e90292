-- I.10: Completeness of required fields.
WITH required (source, fields) AS (  -- how many required fields the contract of a source has
    VALUES
    ('accredited-centres', 12),
    ('activities', 3),
    ('applications', 8),
    ('centre-founders', 3),
    ('discontinued-centres', 3),
    ('incidents', 4),
    ('isco-08', 3),
    ('labour-statistics', 3),
    ('legal-acts', 4),
    ('national-council', 5),
    ('national-framework', 4),
    ('occupation-classifier', 4),
    ('population', 3),
    ('profession-registry', 9),
    ('professional-standards', 9),
    ('programmes-higher', 7),
    ('programmes-tvet', 7),
    ('recognition-documents', 8),
    ('recognition-persons', 12),
    ('registrations', 3),
    ('sector-councils', 5),
    ('sector-frameworks', 3),
    ('standard-reviews', 3),
    ('support-requests', 7),
    ('territories', 6),
    ('vacancies', 5)
),
counted AS (  -- the version of every return that counts
    SELECT ve.source, ve.provider, ve.period, MAX(ve.landing) AS landing
    FROM ledger.version ve
    JOIN ledger.landing la ON la.landing = ve.landing
    JOIN reference.parameter p ON la.landed_on <= p.as_of
    WHERE ve.verdict IN ('accepted', 'partly') AND ve.received > 0
    GROUP BY ve.source, ve.provider, ve.period
),
gap AS (  -- required cells without a value: each breaks the first rule of its field
    SELECT fi.landing, COUNT(*) AS cells
    FROM ledger.finding fi
    WHERE fi."row" IS NOT NULL AND fi.rule LIKE 'NSK.%.001'
    GROUP BY fi.landing
),
unit AS (
    SELECT win, rt.source, rt.provider_kind, ve.received * rq.fields AS cells, COALESCE(g.cells, 0) AS gaps
    FROM mart.span
    JOIN core.return rt ON rt.expected AND rt.due_eff <= as_of AND rt.period_from BETWEEN p0 AND p1
    JOIN counted k ON k.source = rt.source AND k.provider = rt.provider AND k.period = rt.period
    JOIN ledger.version ve ON ve.landing = k.landing
    JOIN required rq ON rq.source = rt.source
    LEFT JOIN gap g ON g.landing = k.landing
)
SELECT
    CASE
        WHEN GROUPING(source) = 0 THEN 'source'
        WHEN GROUPING(provider_kind) = 0 THEN 'provider_kind'
        ELSE 'nation'
    END AS by_kind,
    COALESCE(source, provider_kind, 'KZ') AS by_key,
    win AS "window",
    CAST(SUM(cells - gaps) AS BIGINT) AS numerator,
    CAST(SUM(cells) AS BIGINT) AS denominator
FROM unit
GROUP BY GROUPING SETS ((win), (win, source), (win, provider_kind))
