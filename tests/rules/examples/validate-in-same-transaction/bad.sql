-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- pending:
ALTER TABLE pets ADD CONSTRAINT age_pos CHECK (age > 0) NOT VALID;
-- migration:
ALTER TABLE pets VALIDATE CONSTRAINT age_pos;
