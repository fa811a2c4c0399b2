-- postgres
-- earlier:
CREATE TABLE owners (id integer PRIMARY KEY);
CREATE TABLE pets (id integer PRIMARY KEY, owner integer);
ALTER TABLE pets ADD CONSTRAINT pets_owner FOREIGN KEY (owner) REFERENCES owners (id) ON DELETE CASCADE;
-- migration:
ALTER TABLE pets DROP CONSTRAINT pets_owner;
--> statement-breakpoint
ALTER TABLE pets ADD CONSTRAINT pets_owner FOREIGN KEY (owner) REFERENCES owners (id) ON DELETE RESTRICT;
