-- postgres
-- migration:
CREATE INDEX CONCURRENTLY IF NOT EXISTS pets_age_idx ON pets (age);
