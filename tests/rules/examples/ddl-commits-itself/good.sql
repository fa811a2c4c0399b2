-- postgres, engine=cockroachdb
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD COLUMN a int, ADD COLUMN b int;
