-- postgres
-- migration:
CREATE TABLE pets (id serial PRIMARY KEY);
