-- postgres
-- migration:
ANALYZE;
