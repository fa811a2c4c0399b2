-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, nick text);
-- migration:
ALTER TABLE pets ADD COLUMN nickname text;
