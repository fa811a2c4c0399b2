-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ANALYZE pets;
