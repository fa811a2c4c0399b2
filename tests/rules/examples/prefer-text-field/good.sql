-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY, name text CHECK (length(name) <= 80));
