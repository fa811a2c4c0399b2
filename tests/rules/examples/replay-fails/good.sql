-- sqlite
-- earlier:
CREATE TABLE pets (id integer PRIMARY KEY, name text NOT NULL, nick text);
-- migration:
UPDATE pets SET nick = NULL WHERE id > 0;
