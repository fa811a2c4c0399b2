-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY);
-- migration:
ALTER TABLE pets CONVERT TO CHARACTER SET utf8mb4;
