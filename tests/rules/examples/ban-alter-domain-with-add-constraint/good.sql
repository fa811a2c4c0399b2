-- postgres
-- earlier:
CREATE DOMAIN age AS int;
-- migration:
ALTER DOMAIN age SET DEFAULT 0;
