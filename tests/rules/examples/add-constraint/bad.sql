-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
ALTER TABLE pets ADD CONSTRAINT age_pos CHECK (age > 0);
