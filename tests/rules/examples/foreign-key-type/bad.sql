-- postgres
-- earlier:
CREATE TABLE owners (id bigint PRIMARY KEY);
-- migration:
CREATE TABLE pets (id integer PRIMARY KEY, owner integer REFERENCES owners (id));
