-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY, owner_id bigint REFERENCES owners(id));
