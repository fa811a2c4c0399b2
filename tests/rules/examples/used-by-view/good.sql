-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
CREATE VIEW old_pets AS SELECT id, age FROM pets;
-- migration:
DROP VIEW old_pets;
ALTER TABLE pets ALTER COLUMN age TYPE bigint;
CREATE VIEW old_pets AS SELECT id, age FROM pets;
