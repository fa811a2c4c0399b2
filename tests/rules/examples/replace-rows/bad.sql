-- sqlite
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, email text, n integer);
-- migration:
INSERT OR REPLACE INTO users (id, email) SELECT id, email FROM users;
