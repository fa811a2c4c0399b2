-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, name varchar(40));
-- migration:
ALTER TABLE pets ALTER COLUMN name TYPE varchar(80);
