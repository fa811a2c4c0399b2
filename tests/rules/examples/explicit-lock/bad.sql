-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY, age int);
-- migration:
ALTER TABLE pets ADD INDEX ax (age), LOCK=SHARED;
