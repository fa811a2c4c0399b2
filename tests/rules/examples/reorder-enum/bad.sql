-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY, mood enum('a','b','c'));
-- migration:
ALTER TABLE pets MODIFY COLUMN mood enum('c','b','a');
