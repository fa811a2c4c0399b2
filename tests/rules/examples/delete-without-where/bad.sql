-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
DELETE FROM pets WHERE 1 = 1;
