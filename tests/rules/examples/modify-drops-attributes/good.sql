-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY, name varchar(50) DEFAULT 'x' COMMENT 'display');
-- migration:
ALTER TABLE pets MODIFY COLUMN name varchar(60) DEFAULT 'x' COMMENT 'display';
