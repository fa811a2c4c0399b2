-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, name text);
-- migration:
ALTER TABLE pets ALTER COLUMN name TYPE text COLLATE "C";
