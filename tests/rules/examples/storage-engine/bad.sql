-- mysql
-- migration:
CREATE TABLE t (id int PRIMARY KEY) ENGINE=MyISAM;
