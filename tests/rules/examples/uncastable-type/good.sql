-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, age integer);
-- migration:
ALTER TABLE pets ALTER COLUMN age SET DATA TYPE text;
