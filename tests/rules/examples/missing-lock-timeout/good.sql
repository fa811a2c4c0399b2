-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
SET lock_timeout = '5s';
ALTER TABLE pets ADD COLUMN tag text;
