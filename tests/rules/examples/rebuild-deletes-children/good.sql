-- sqlite, libsql
-- earlier:
CREATE TABLE users (id integer PRIMARY KEY, email text);
CREATE TABLE posts (id integer PRIMARY KEY, uid integer REFERENCES users(id) ON DELETE CASCADE);
-- migration:
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE __new_users (id integer PRIMARY KEY, email text DEFAULT 'x');--> statement-breakpoint
INSERT INTO __new_users(id, email) SELECT id, email FROM users;--> statement-breakpoint
DROP TABLE users;--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;--> statement-breakpoint
PRAGMA foreign_keys=ON;
