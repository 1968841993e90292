-- The tables that indicators and findings read, as transform builds them.
CREATE SCHEMA reference; CREATE SCHEMA core; CREATE SCHEMA ledger;
CREATE TABLE reference.parameter (as_of DATE, period_from DATE, period_to DATE, roll_from DATE, prev_from DATE, prev_to DATE);
CREATE TABLE reference.day (day DATE, working BOOLEAN, n BIGINT);
CREATE TABLE reference.region (region VARCHAR, kato VARCHAR, name_kk VARCHAR, name_ru VARCHAR, population BIGINT);
CREATE TABLE reference.body (body VARCHAR, kind VARCHAR, name_kk VARCHAR, name_ru VARCHAR);
CREATE TABLE ledger.landing (landing BIGINT, landing_id VARCHAR, source VARCHAR, provider VARCHAR, period VARCHAR, period_from DATE, period_to DATE, origin VARCHAR, media_type VARCHAR, sha256 VARCHAR, bytes BIGINT, encrypted BOOLEAN, path VARCHAR, landed_at TIMESTAMP, landed_on DATE);
CREATE TABLE ledger.version (landing BIGINT, source VARCHAR, provider VARCHAR, period VARCHAR, version INTEGER, verdict VARCHAR, content VARCHAR, reason VARCHAR, received BIGINT, accepted BIGINT, rejected BIGINT, duplicate BIGINT, out_of_scope BIGINT, ruleset VARCHAR);
CREATE TABLE ledger.finding (landing BIGINT, "row" BIGINT, sender_key VARCHAR, field VARCHAR, value VARCHAR, rule VARCHAR, severity VARCHAR);
CREATE TABLE ledger.current (landing BIGINT, source VARCHAR, provider VARCHAR, period VARCHAR, period_from DATE, period_to DATE);
CREATE TABLE ledger.setting (act BIGINT, rule VARCHAR, severity VARCHAR, enabled BOOLEAN, who VARCHAR, why VARCHAR, set_at TIMESTAMP);
CREATE TABLE ledger.tolerance (act BIGINT, rule VARCHAR, source VARCHAR, provider VARCHAR, period VARCHAR, most BIGINT, reason VARCHAR, approver VARCHAR, expires_on DATE, set_at TIMESTAMP);
CREATE TABLE core.profession (profession VARCHAR, name_kk VARCHAR, name_ru VARCHAR, nkz4 VARCHAR, sector VARCHAR, mandatory BOOLEAN, vf DATE, vt DATE);
CREATE TABLE core.profession_level (profession VARCHAR, level SMALLINT, vf DATE, vt DATE);
CREATE TABLE core.standard (standard VARCHAR, name_kk VARCHAR, name_ru VARCHAR, sector VARCHAR, approved_on DATE, in_force_from DATE, in_force_to DATE, revision_due_on DATE);
CREATE TABLE core.standard_profession (standard VARCHAR, profession VARCHAR, level SMALLINT);
CREATE TABLE core.sector_framework (sector VARCHAR, level SMALLINT, body VARCHAR, vf DATE, vt DATE);
CREATE TABLE core.sector (sector VARCHAR, state_body VARCHAR, name_kk VARCHAR, name_ru VARCHAR);
CREATE TABLE core.occupation (nkz4 VARCHAR, major VARCHAR, name_kk VARCHAR, name_ru VARCHAR);
CREATE TABLE core.programme (programme VARCHAR, kind VARCHAR, region VARCHAR, standard VARCHAR, standard_based BOOLEAN, vf DATE, vt DATE, snapshot_on DATE);
CREATE TABLE core.programme_profession (programme VARCHAR, profession VARCHAR);
CREATE TABLE core.centre (centre VARCHAR, name_kk VARCHAR, name_ru VARCHAR, region VARCHAR);
CREATE TABLE core.centre_certificate (centre VARCHAR, certificate VARCHAR, state VARCHAR, valid_from DATE, valid_to DATE, event_on DATE);
CREATE TABLE core.centre_active (centre VARCHAR, vf DATE, vt DATE);
CREATE TABLE core.centre_scope (centre VARCHAR, profession VARCHAR, level SMALLINT, vf DATE, vt DATE);
CREATE TABLE core.centre_founder (centre VARCHAR, founder VARCHAR, vf DATE, vt DATE);
CREATE TABLE core.centre_contradiction (centre VARCHAR, certificate VARCHAR, terminated_on DATE, listed_to DATE);
CREATE TABLE core.application (app VARCHAR, person_key VARCHAR, centre VARCHAR, profession VARCHAR, level SMALLINT, profession_text VARCHAR, sector VARCHAR, home_region VARCHAR, lang VARCHAR, sex VARCHAR, birth_year SMALLINT, submitted_on DATE, decided_on DATE, decision VARCHAR, to_candidate_on DATE, candidate_signed_on DATE, contracted_on DATE, outcome VARCHAR, outcome_on DATE, final_on DATE, recognised_on DATE, doc_signed_on DATE, last_event_on DATE, open_state VARCHAR, origin VARCHAR);
CREATE TABLE core.application_event (app VARCHAR, status VARCHAR, event_on DATE, known_on DATE);
CREATE TABLE core.sitting (app VARCHAR, exam_no INTEGER, attempt INTEGER, scheduled_for DATE, held_on DATE, live BOOLEAN, result VARCHAR, reason VARCHAR, sick_note BOOLEAN, protocol_no VARCHAR, protocol_date DATE, recorded_on DATE, centre VARCHAR, exam_region VARCHAR, profession VARCHAR, level SMALLINT);
CREATE TABLE core.recognition (app VARCHAR, person_key VARCHAR, centre VARCHAR, profession VARCHAR, level SMALLINT, recognised_on DATE);
CREATE TABLE core.document (serial VARCHAR, centre VARCHAR, person_key VARCHAR, profession VARCHAR, level SMALLINT, issued_on DATE, expires_on DATE, annulled_on DATE, origin VARCHAR);
CREATE TABLE core.return (provider VARCHAR, provider_kind VARCHAR, source VARCHAR, period VARCHAR, period_from DATE, period_to DATE, expected BOOLEAN, due_eff DATE, timeliness VARCHAR, content VARCHAR, received_on DATE, delay_wd BIGINT, versions BIGINT, rows_received BIGINT, rows_accepted BIGINT, rows_rejected BIGINT, rows_duplicate BIGINT, rejected_only BOOLEAN);
CREATE TABLE core.vacancy_month (month DATE, region VARCHAR, nkz4 VARCHAR, vacancies BIGINT, resumes BIGINT);
CREATE TABLE core.labour (region VARCHAR, sector VARCHAR, year INTEGER, employed BIGINT, population BIGINT);
CREATE TABLE core.support_request (req VARCHAR, class INTEGER, class_set_on DATE, opened_on DATE, closed_on DATE, due_on DATE, topic VARCHAR);
CREATE TABLE core.incident (id VARCHAR, source VARCHAR, started_at TIMESTAMP, ended_at TIMESTAMP, planned BOOLEAN);
CREATE TABLE core.registration (provider VARCHAR, kind VARCHAR, trigger_on DATE, limit_wd INTEGER, due_on DATE, registered_on DATE);
CREATE TABLE core.council_event (council VARCHAR, kind VARCHAR, body VARCHAR, event_on DATE, period VARCHAR, event VARCHAR);
CREATE TABLE core.legal_act (act VARCHAR, in_force_from DATE, posted_kk_on DATE, posted_ru_on DATE);
CREATE TABLE core.standard_review (review VARCHAR, standard VARCHAR, received_on DATE, concluded_on DATE, result VARCHAR);
CREATE TABLE core.training (training VARCHAR, topic VARCHAR, scheduled_on DATE, held_on DATE);
CREATE SCHEMA mart;
CREATE TABLE mart.agreement_month (centre VARCHAR, month DATE, both_sources BIGINT, platform_only BIGINT, return_only BIGINT);
CREATE TABLE reference.rule (rule VARCHAR, name_kk VARCHAR, name_ru VARCHAR);
CREATE VIEW mart.span AS
SELECT 'now' AS win, period_from AS p0, period_to AS p1, roll_from AS r0, as_of FROM reference.parameter
UNION ALL
SELECT 'before', prev_from, prev_to, CAST(roll_from - INTERVAL '1' YEAR AS DATE), as_of FROM reference.parameter;
