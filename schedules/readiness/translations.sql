-- Names that the document may print, as they stand in the newest edition of their register:
-- missing, where one language has none, or the Kazakh text of several words is the Russian
-- one (a word alone may be the same in both); stale, where in the period of the document
-- one language changed and the other has not followed. Names of centres are names of legal
-- persons, which may be the same in both. One row a fault, source and provider.
WITH named AS (
    SELECT 'profession-registry' AS source, _provider AS provider, code AS key, name_kk, name_ru, TRUE AS translated, _period_to, _known_on
    FROM staging.profession_registry
    UNION ALL
    SELECT 'professional-standards', _provider, standard_code, name_kk, name_ru, TRUE, _period_to, _known_on
    FROM staging.professional_standards
    UNION ALL
    SELECT 'activities', _provider, code, name_kk, name_ru, TRUE, _period_to, _known_on
    FROM staging.activities
    UNION ALL
    SELECT 'accredited-centres', _provider, bin, name_kk, name_ru, FALSE, _period_to, _known_on
    FROM staging.accredited_centres
),
edition AS (
    SELECT
        source,
        provider,
        key,
        translated,
        _period_to,
        min(_known_on)                                                            AS known_on,
        max(regexp_replace(trim(coalesce(name_kk, '')), '\s+', ' ', 'g'))         AS kk,
        max(regexp_replace(trim(coalesce(name_ru, '')), '\s+', ' ', 'g'))         AS ru
    FROM named
    GROUP BY source, provider, key, translated, _period_to
),
step AS (
    SELECT
        *,
        lag(kk) OVER (PARTITION BY source, provider, key ORDER BY _period_to)     AS kk_before,
        lag(ru) OVER (PARTITION BY source, provider, key ORDER BY _period_to)     AS ru_before,
        max(_period_to) OVER (PARTITION BY source, provider)                      AS newest
    FROM edition
),
told AS (  -- which of the two an edition changed alone; both at once bring them into step
    SELECT
        *,
        coalesce(kk <> kk_before, FALSE) AND coalesce(ru <> ru_before, FALSE)     AS both_changed,
        coalesce(kk <> kk_before, FALSE) AND coalesce(ru = ru_before, FALSE)      AS kk_alone,
        coalesce(ru <> ru_before, FALSE) AND coalesce(kk = kk_before, FALSE)      AS ru_alone
    FROM step
),
since_both AS (
    SELECT
        *,
        sum(CASE WHEN both_changed THEN 1 ELSE 0 END) OVER (PARTITION BY source, provider, key ORDER BY _period_to DESC) AS later_both
    FROM told
),
course AS (
    SELECT
        source,
        provider,
        key,
        count(*) FILTER (WHERE kk_alone AND later_both = 0)                       AS kk_steps,
        count(*) FILTER (WHERE ru_alone AND later_both = 0)                       AS ru_steps,
        max(known_on) FILTER (WHERE (kk_alone OR ru_alone) AND later_both = 0)    AS step_on,
        max(known_on)                                                             AS last_on,
        bool_or(_period_to = newest AND (kk = '' OR ru = '' OR translated AND kk = ru AND contains(kk, ' '))) AS missing,
        bool_or(_period_to = newest)                                              AS listed
    FROM since_both
    GROUP BY source, provider, key
),
fault AS (
    SELECT
        source,
        provider,
        key,
        CASE
            WHEN missing THEN 'missing'
            WHEN ru_steps > kk_steps THEN 'stale_kk'
            WHEN kk_steps > ru_steps THEN 'stale_ru'
        END                                                                       AS fault,
        CASE WHEN missing THEN last_on ELSE step_on END                           AS since
    FROM course
    WHERE listed
)
SELECT f.fault, f.source, f.provider, count(*) AS n, min(f.key) AS example, min(f.since) AS since
FROM fault AS f
CROSS JOIN reference.parameter AS p
WHERE f.fault = 'missing' OR f.fault IS NOT NULL AND f.since >= p.period_from
GROUP BY f.fault, f.source, f.provider
ORDER BY f.source, f.provider, f.fault;
