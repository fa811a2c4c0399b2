-- sqlite
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, n integer);
-- migration:
CREATE TABLE __new_users (id integer PRIMARY KEY, n integer DEFAULT 0);--> statement-breakpoint
INSERT INTO __new_users(id, n) SELECT id, n FROM users;--> statement-breakpoint
DROP TABLE users;--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
