-- postgres
-- migration:
CREATE TABLE pets (id integer PRIMARY KEY);
