-- postgres
-- earlier:
CREATE TABLE owners (id integer PRIMARY KEY);
CREATE TABLE shops (id integer PRIMARY KEY);
CREATE TABLE pets (id integer PRIMARY KEY, owner integer, shop integer);
-- migration:
ALTER TABLE pets ADD CONSTRAINT pets_owner FOREIGN KEY (owner) REFERENCES owners (id);
--> statement-breakpoint
ALTER TABLE pets ADD CONSTRAINT pets_shop FOREIGN KEY (shop) REFERENCES shops (id);
