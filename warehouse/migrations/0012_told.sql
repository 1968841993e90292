-- What sources that are told in parts, or that tell which rows they have deleted, have said
-- of each key. It is empty until package ingest knows the contracts: it then makes the view
-- anew over their tables.
CREATE VIEW raw._told AS
SELECT '' AS source, 0::BIGINT AS landing, 0::BIGINT AS row, '' AS key, false AS deleted WHERE false;
