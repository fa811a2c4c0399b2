-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN uid uuid DEFAULT gen_random_uuid();
