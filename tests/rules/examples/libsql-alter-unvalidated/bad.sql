-- libsql
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, n integer);
-- migration:
ALTER TABLE users ALTER COLUMN n TO n integer NOT NULL;
