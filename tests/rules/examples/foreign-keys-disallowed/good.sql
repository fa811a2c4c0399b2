-- mysql, engine=tidb
-- earlier:
CREATE TABLE people (id int PRIMARY KEY);
CREATE TABLE pets (id int PRIMARY KEY, who int);
-- migration:
ALTER TABLE pets ADD CONSTRAINT pets_who FOREIGN KEY (who) REFERENCES people (id);
