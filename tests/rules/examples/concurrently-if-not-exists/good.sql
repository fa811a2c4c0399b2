-- postgres
-- migration:
CREATE INDEX CONCURRENTLY pets_age_idx ON pets (age);
