-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
UPDATE pets SET age = 1, age = 2 WHERE id = 1;
