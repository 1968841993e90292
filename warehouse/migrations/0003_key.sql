-- Which person key the pseudonyms in this file were made with: its fingerprint, from which
-- the key cannot be told. Not part of a release.
CREATE TABLE main.person_key (fingerprint VARCHAR);
