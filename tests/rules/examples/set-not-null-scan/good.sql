-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
ALTER TABLE pets ADD CONSTRAINT nick_set CHECK (nick IS NOT NULL) NOT VALID;
ALTER TABLE pets VALIDATE CONSTRAINT nick_set;
-- migration:
ALTER TABLE pets ALTER COLUMN nick SET NOT NULL;
