-- postgres
-- migration:
CREATE SCHEMA app;
DROP SCHEMA app CASCADE;
