-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN lives int DEFAULT 9 CHECK (lives > 0);
