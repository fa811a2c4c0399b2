-- mysql, engine=planetscale
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY, age int);
-- migration:
ALTER TABLE pets ADD size int;
