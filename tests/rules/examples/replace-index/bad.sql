-- postgres
-- earlier:
CREATE TABLE pets (id integer PRIMARY KEY, owner integer, born date);
CREATE INDEX pets_owner ON pets (owner);
-- migration:
DROP INDEX pets_owner;
--> statement-breakpoint
CREATE INDEX pets_owner_born ON pets (owner, born);
