-- sqlite, better-sqlite3
-- migration:
CREATE TABLE a (id integer PRIMARY KEY);
