-- postgres
-- earlier:
CREATE SCHEMA app;
-- migration:
DROP SCHEMA app CASCADE;
