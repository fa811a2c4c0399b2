-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
SET statement_timeout = '60s';
--> statement-breakpoint
ALTER TABLE pets ADD COLUMN name text;
