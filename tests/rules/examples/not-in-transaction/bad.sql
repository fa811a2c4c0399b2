-- postgres
-- migration:
VACUUM;
