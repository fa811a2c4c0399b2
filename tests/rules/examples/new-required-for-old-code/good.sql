-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text DEFAULT '');
-- migration:
ALTER TABLE pets ALTER COLUMN nick SET NOT NULL;
