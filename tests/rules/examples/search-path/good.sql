-- postgres
-- migration:
SELECT pg_catalog.set_config('search_path', '', false);
--> statement-breakpoint
CREATE TABLE public.pets (id integer PRIMARY KEY);
