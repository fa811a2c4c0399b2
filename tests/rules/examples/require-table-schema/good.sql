-- postgres
-- migration:
CREATE TABLE public.pets (id bigint PRIMARY KEY);
