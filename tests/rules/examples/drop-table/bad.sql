-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, name text);
-- migration:
DROP TABLE pets;
