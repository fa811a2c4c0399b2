-- postgres, engine=cockroachdb
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN a int;
--> statement-breakpoint
ALTER TABLE pets ADD COLUMN b int;
