-- postgres
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, email text);
-- migration:
CREATE TEMPORARY TABLE imported_users (id integer, email text);
--> statement-breakpoint
INSERT INTO users SELECT id, email FROM imported_users;
