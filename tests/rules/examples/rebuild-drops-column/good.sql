-- sqlite
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, email text, n integer);
-- migration:
CREATE TABLE __new_users (id integer PRIMARY KEY, email text, n integer DEFAULT 0);--> statement-breakpoint
INSERT INTO __new_users(id, email, n) SELECT id, email, n FROM users;--> statement-breakpoint
DROP TABLE users;--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
