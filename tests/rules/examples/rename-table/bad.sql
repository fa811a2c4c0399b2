-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
ALTER TABLE pets RENAME TO animals;
