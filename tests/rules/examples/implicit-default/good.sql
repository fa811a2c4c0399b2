-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD nick varchar(10) NOT NULL DEFAULT 'none';
