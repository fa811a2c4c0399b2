-- sqlite
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, email text, n integer);
-- migration:
INSERT INTO users (id, email) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET email = 'a';
