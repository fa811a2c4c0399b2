-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
UPDATE pets SET age = 1 WHERE id = 1;
