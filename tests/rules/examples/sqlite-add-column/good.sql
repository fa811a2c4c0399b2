-- sqlite
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY);
-- migration:
ALTER TABLE users ADD ts integer DEFAULT 0;
