-- sqlite
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, email text);
-- migration:
CREATE TABLE __new_users (id integer PRIMARY KEY, email text NOT NULL);--> statement-breakpoint
INSERT INTO __new_users(id, email) SELECT id, email FROM users WHERE email IS NOT NULL;--> statement-breakpoint
DROP TABLE users;--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
