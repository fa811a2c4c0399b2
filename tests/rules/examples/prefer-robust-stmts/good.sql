-- postgres, neon-http
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN IF NOT EXISTS name text;
