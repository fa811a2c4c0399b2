-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
-- migration:
UPDATE pets SET nick = '' WHERE nick IS NULL;
ALTER TABLE pets ALTER COLUMN nick SET NOT NULL;
