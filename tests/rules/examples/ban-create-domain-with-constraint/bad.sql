-- postgres
-- migration:
CREATE DOMAIN age AS int CHECK (VALUE >= 0);
