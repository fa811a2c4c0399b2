-- mysql
-- earlier:
CREATE TABLE owners (id int PRIMARY KEY);
CREATE TABLE pets (id int PRIMARY KEY, owner_id int, KEY o_idx (owner_id), CONSTRAINT o_fk FOREIGN KEY (owner_id) REFERENCES owners(id));
-- migration:
ALTER TABLE pets DROP FOREIGN KEY o_fk;
DROP INDEX o_idx ON pets;
