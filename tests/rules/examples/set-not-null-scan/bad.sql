-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
-- migration:
ALTER TABLE pets ALTER COLUMN nick SET NOT NULL;
