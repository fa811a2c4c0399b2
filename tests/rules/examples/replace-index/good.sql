-- postgres
-- earlier:
CREATE TABLE pets (id integer PRIMARY KEY, owner integer, born date);
CREATE INDEX pets_owner ON pets (owner);
-- migration:
CREATE INDEX pets_owner_born ON pets (owner, born);
--> statement-breakpoint
DROP INDEX pets_owner;
