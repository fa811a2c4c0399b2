-- postgres
-- earlier:
CREATE TYPE addr AS (street text, zip text);
-- migration:
ALTER TYPE addr ADD ATTRIBUTE city text;
