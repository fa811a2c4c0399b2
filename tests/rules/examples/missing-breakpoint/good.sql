-- sqlite, libsql
-- migration:
CREATE TABLE a (id integer PRIMARY KEY);
--> statement-breakpoint
CREATE TABLE b (id integer PRIMARY KEY);
