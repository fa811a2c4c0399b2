-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, price numeric(10, 4));
-- migration:
ALTER TABLE pets ALTER COLUMN price TYPE numeric(12, 4);
