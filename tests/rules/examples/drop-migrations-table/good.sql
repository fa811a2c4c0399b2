-- sqlite
-- migration:
CREATE TABLE notes (id integer PRIMARY KEY);
