-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD a int;
--> statement-breakpoint
ALTER TABLE pets ADD b int;
