-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
CREATE INDEX pets_age_idx ON pets (age);
DROP INDEX pets_age_idx;
