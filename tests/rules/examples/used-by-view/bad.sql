-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
CREATE VIEW old_pets AS SELECT id, age FROM pets;
-- migration:
ALTER TABLE pets ALTER COLUMN age TYPE bigint;
