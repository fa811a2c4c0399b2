-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, active boolean NOT NULL DEFAULT true);
-- migration:
ALTER TABLE pets ALTER COLUMN active DROP DEFAULT;
