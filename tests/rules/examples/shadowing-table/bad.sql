-- postgres
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, email text);
-- migration:
CREATE TEMPORARY TABLE users (id integer, email text);
--> statement-breakpoint
INSERT INTO users VALUES (1, 'a@example.com');
