-- mysql
-- migration:
CREATE TABLE pets (id int PRIMARY KEY);
ALTER TABLE pets DROP PRIMARY KEY;
