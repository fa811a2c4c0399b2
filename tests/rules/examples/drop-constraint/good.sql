-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
ALTER TABLE pets ADD CONSTRAINT age_pos CHECK (age > 0);
-- migration:
ALTER TABLE pets DROP CONSTRAINT age_pos;
ALTER TABLE pets ADD CONSTRAINT age_pos CHECK (age >= 0);
