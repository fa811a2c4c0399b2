-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
DELETE FROM pets WHERE id = 7;
