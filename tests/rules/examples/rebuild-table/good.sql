-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY);
-- migration:
ALTER TABLE pets COMMENT = 'animals';
