-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY, born timestamp with time zone);
