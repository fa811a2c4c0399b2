-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY, born timestamp);
