-- sqlite
-- earlier:
CREATE TABLE pets (id integer PRIMARY KEY, name text NOT NULL, nick text);
-- migration:
UPDATE pets SET name = NULL WHERE id > 0;
