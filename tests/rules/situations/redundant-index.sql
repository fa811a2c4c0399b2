-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a));
CREATE PROCEDURE add_i() BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.statistics WHERE index_name = 'i') THEN CREATE INDEX i ON t (a); END IF; END;
-- judged:
CALL add_i();

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a));
CREATE PROCEDURE add_j() CREATE INDEX j ON t (a);
-- judged:
CALL add_j();
-- says report: index "j" on (a) is served by "i" already
