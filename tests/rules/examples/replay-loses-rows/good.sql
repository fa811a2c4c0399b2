-- sqlite
-- earlier:
CREATE TABLE pets (id integer PRIMARY KEY, name text);
CREATE TABLE visits (id integer PRIMARY KEY, pet_id integer);
CREATE TRIGGER forget AFTER UPDATE ON pets BEGIN DELETE FROM visits; END;
-- migration:
DROP TRIGGER forget;
UPDATE pets SET name = '' WHERE id > 0;
