-- postgres
-- earlier:
CREATE DOMAIN age AS int;
-- migration:
ALTER DOMAIN age ADD CONSTRAINT positive CHECK (VALUE >= 0);
