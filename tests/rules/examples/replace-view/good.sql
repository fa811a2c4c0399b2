-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, name text, age int);
CREATE VIEW pet_names AS SELECT id, name FROM pets;
-- migration:
CREATE OR REPLACE VIEW pet_names AS SELECT id, name, age FROM pets;
