-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
ALTER TABLE pets ADD COLUMN age int;
