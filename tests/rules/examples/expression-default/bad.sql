-- mysql
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY);
-- migration:
ALTER TABLE pets ADD uid char(36) DEFAULT (uuid());
