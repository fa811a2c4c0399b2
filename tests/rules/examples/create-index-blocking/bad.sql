-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
CREATE INDEX pets_age_idx ON pets (age);
