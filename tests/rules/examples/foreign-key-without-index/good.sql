-- postgres
-- migration:
CREATE TABLE pets (id bigint PRIMARY KEY, owner_id bigint REFERENCES owners(id));
CREATE INDEX pets_owner_idx ON pets (owner_id);
