-- The tables that ingest leaves behind, in the shapes of the contracts; the
-- warehouse has migrations of its own for them. One row of defaults spares the
-- test cases the columns they are not about.
CREATE SCHEMA raw;
CREATE SCHEMA ledger;
CREATE SCHEMA reference;

CREATE TABLE raw.accredited_centres (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    bin VARCHAR, name_ru VARCHAR, name_kk VARCHAR, region VARCHAR, certificate_no VARCHAR, issued_on DATE, valid_to DATE, status VARCHAR, status_on DATE, profession VARCHAR, level BIGINT, scope_from DATE, scope_to DATE);

CREATE TABLE raw.activities (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    code VARCHAR, name_ru VARCHAR, name_kk VARCHAR, divisions VARCHAR, state_body VARCHAR);

CREATE TABLE raw.applications (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    event_id BIGINT, application_no VARCHAR, "at" TIMESTAMP, status VARCHAR, person_key VARCHAR, birth_year SMALLINT, sex VARCHAR, region VARCHAR, centre_bin VARCHAR, profession_text VARCHAR, lang VARCHAR, exam_no BIGINT, attempt BIGINT, scheduled_for DATE, exam_region VARCHAR, no_show_reason VARCHAR, sick_note BOOLEAN, held_on DATE, protocol_no VARCHAR, protocol_date DATE, serial VARCHAR, issued_on DATE, expires_on DATE);

CREATE TABLE raw.centre_founders (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    bin VARCHAR, founder_bin VARCHAR, founder_name VARCHAR, since DATE, until DATE);

CREATE TABLE raw.discontinued_centres (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    bin VARCHAR, certificate_no VARCHAR, terminated_on DATE, reason_ru VARCHAR, reason_kk VARCHAR);

CREATE TABLE raw.incidents (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    incident_no VARCHAR, reported_by VARCHAR, started_at TIMESTAMP, ended_at TIMESTAMP, planned BOOLEAN);

CREATE TABLE raw.isco_08 (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    code VARCHAR, level VARCHAR, parent VARCHAR, title_en VARCHAR);

CREATE TABLE raw.labour_statistics (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    region VARCHAR, region_name VARCHAR, quarter_end DATE, employed BIGINT);

CREATE TABLE raw.legal_acts (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    act_no VARCHAR, name_ru VARCHAR, name_kk VARCHAR, adopted_on DATE, in_force_from DATE, posted_ru_on DATE, posted_kk_on DATE);

CREATE TABLE raw.national_council (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    event_no VARCHAR, event VARCHAR, event_on DATE, subject_ru VARCHAR, subject_kk VARCHAR, term_on DATE, done_on DATE);

CREATE TABLE raw.national_framework (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    level BIGINT, education_ru VARCHAR, education_kk VARCHAR, in_force_from DATE);

CREATE TABLE raw.occupation_classifier (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    code VARCHAR, level VARCHAR, parent VARCHAR, name_ru VARCHAR, name_kk VARCHAR);

CREATE TABLE raw.population (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    year BIGINT, region VARCHAR, population BIGINT);

CREATE TABLE raw.profession_registry (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    code VARCHAR, name_ru VARCHAR, name_kk VARCHAR, level_name_ru VARCHAR, nkz VARCHAR, level BIGINT, sector VARCHAR, mandatory BOOLEAN, standard_code VARCHAR, included_on DATE, excluded_on DATE);

CREATE TABLE raw.professional_standards (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    standard_code VARCHAR, name_ru VARCHAR, name_kk VARCHAR, body VARCHAR, sector VARCHAR, approved_on DATE, in_force_from DATE, in_force_to DATE, revision_due_on DATE, profession VARCHAR, level BIGINT);

CREATE TABLE raw.programmes_higher (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    programme_code VARCHAR, name_ru VARCHAR, name_kk VARCHAR, region VARCHAR, profession VARCHAR, standard_code VARCHAR, standard_based BOOLEAN, status VARCHAR, created DATE, modified TIMESTAMP);

CREATE TABLE raw.programmes_tvet (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    programme_code VARCHAR, name_ru VARCHAR, name_kk VARCHAR, region VARCHAR, level BIGINT, profession VARCHAR, standard_code VARCHAR, standard_based BOOLEAN, status VARCHAR, included_on DATE, excluded_on DATE);

CREATE TABLE raw.recognition_documents (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    serial VARCHAR, action VARCHAR, action_date DATE, application_no VARCHAR, person_key VARCHAR, centre_bin VARCHAR, profession VARCHAR, level BIGINT, expires_on DATE);

CREATE TABLE raw.recognition_persons (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    application_no VARCHAR, attempt BIGINT, person_key VARCHAR, birth_year SMALLINT, sex VARCHAR, region VARCHAR, centre_bin VARCHAR, profession VARCHAR, level BIGINT, exam_region VARCHAR, exam_date DATE, result VARCHAR, no_show_reason VARCHAR, protocol_no VARCHAR, protocol_date DATE, lang VARCHAR);

CREATE TABLE raw.registrations (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    user_id VARCHAR, kind VARCHAR, trigger_on DATE, registered_on DATE);

CREATE TABLE raw.sector_councils (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    event_no VARCHAR, council_ru VARCHAR, council_kk VARCHAR, event VARCHAR, event_on DATE, members BIGINT);

CREATE TABLE raw.sector_frameworks (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    sector VARCHAR, level BIGINT, approved_on DATE, in_force_to DATE);

CREATE TABLE raw.standard_reviews (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    record_no VARCHAR, kind VARCHAR, standard_code VARCHAR, topic_ru VARCHAR, topic_kk VARCHAR, started_on DATE, ended_on DATE, result VARCHAR);

CREATE TABLE raw.support_requests (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    request_no VARCHAR, person_key VARCHAR, topic VARCHAR, class VARCHAR, class_set_on DATE, opened_on DATE, closed_on DATE);

CREATE TABLE raw.territories (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    kato VARCHAR, kato_version VARCHAR, level VARCHAR, type_code VARCHAR, name_ru VARCHAR, name_kk VARCHAR);

CREATE TABLE raw.vacancies (_landing BIGINT, _row BIGINT, _state UTINYINT DEFAULT 0,
    month DATE, region VARCHAR, nkz4 VARCHAR, vacancies BIGINT, resumes BIGINT);


CREATE TABLE ledger.landing (landing BIGINT, landing_id VARCHAR, source VARCHAR, provider VARCHAR, period VARCHAR,
    period_from DATE, period_to DATE, origin VARCHAR, media_type VARCHAR, sha256 VARCHAR, bytes BIGINT,
    encrypted BOOLEAN, path VARCHAR, landed_at TIMESTAMP, landed_on DATE);
CREATE TABLE ledger.version (landing BIGINT, source VARCHAR, provider VARCHAR, period VARCHAR, version INTEGER,
    verdict VARCHAR DEFAULT 'accepted', content VARCHAR DEFAULT 'data', reason VARCHAR, received BIGINT DEFAULT 1,
    accepted BIGINT DEFAULT 1, rejected BIGINT DEFAULT 0, duplicate BIGINT DEFAULT 0, out_of_scope BIGINT DEFAULT 0,
    ruleset VARCHAR);
CREATE TABLE raw._told (source VARCHAR, landing BIGINT, row BIGINT, key VARCHAR, deleted BOOLEAN DEFAULT false);
CREATE TABLE ledger.finding (landing BIGINT, row BIGINT, sender_key VARCHAR, field VARCHAR, value VARCHAR, rule VARCHAR,
    severity VARCHAR);

CREATE TABLE reference.parameter (as_of DATE, period_from DATE, period_to DATE, roll_from DATE, prev_from DATE, prev_to DATE);
CREATE TABLE reference.day (day DATE, working BOOLEAN, n BIGINT);
CREATE TABLE reference.expected (source VARCHAR, provider VARCHAR, provider_kind VARCHAR, period VARCHAR, period_from DATE,
    period_to DATE, due_on DATE, due_eff DATE, paragraph VARCHAR, expected BOOLEAN, why VARCHAR);
CREATE TABLE reference.region (region VARCHAR, kato VARCHAR, name_kk VARCHAR, name_ru VARCHAR, population BIGINT);
CREATE TABLE reference.body (body VARCHAR, kind VARCHAR, name_kk VARCHAR, name_ru VARCHAR);
