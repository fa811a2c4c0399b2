-- postgres, neon-http
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN name text;
