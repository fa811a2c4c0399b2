-- postgres
-- migration:
CREATE DOMAIN age AS int;
