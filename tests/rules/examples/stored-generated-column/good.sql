-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
ALTER TABLE pets ADD COLUMN months int GENERATED ALWAYS AS (age * 12) VIRTUAL;
