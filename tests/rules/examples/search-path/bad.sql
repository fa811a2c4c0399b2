-- postgres
-- migration:
SELECT pg_catalog.set_config('search_path', '', false);
--> statement-breakpoint
CREATE TABLE pets (id integer PRIMARY KEY);
