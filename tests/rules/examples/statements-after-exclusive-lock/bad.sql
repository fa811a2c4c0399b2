-- postgres
-- earlier:
CREATE TABLE owners (id bigint PRIMARY KEY);
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
-- migration:
ALTER TABLE owners ADD COLUMN a int;
ALTER TABLE pets ALTER COLUMN age TYPE bigint;
