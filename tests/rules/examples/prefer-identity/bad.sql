-- postgres
-- migration:
CREATE TABLE pets (id bigserial PRIMARY KEY);
