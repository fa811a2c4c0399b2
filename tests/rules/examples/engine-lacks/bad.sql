-- mysql, engine=tidb
-- earlier:
CREATE TABLE pets (id int PRIMARY KEY, age int);
-- migration:
CREATE TRIGGER pets_age BEFORE INSERT ON pets FOR EACH ROW SET NEW.age = 1;
