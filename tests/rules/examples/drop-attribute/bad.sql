-- postgres
-- earlier:
CREATE TYPE addr AS (street text, zip text);
-- migration:
ALTER TYPE addr DROP ATTRIBUTE zip;
