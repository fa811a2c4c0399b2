-- postgres, neon-http
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
CREATE INDEX CONCURRENTLY pets_age_idx ON pets (age);
