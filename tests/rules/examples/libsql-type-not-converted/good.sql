-- libsql
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, code text);
-- migration:
ALTER TABLE users ALTER COLUMN code TO code text DEFAULT 'q';
