-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE pets ALTER COLUMN active DROP DEFAULT;
