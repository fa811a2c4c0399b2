-- sqlite
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY);
-- migration:
CREATE TABLE __new_users (id integer PRIMARY KEY, extra text);--> statement-breakpoint
INSERT INTO __new_users("id") SELECT "id" FROM users;--> statement-breakpoint
DROP TABLE users;--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;
