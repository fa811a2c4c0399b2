-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age int);
ALTER TABLE pets DROP COLUMN age;
-- migration:
ALTER TABLE pets DROP COLUMN age;
