-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX i ON t (a);
-- judged:
ALTER INDEX i SET TABLESPACE fast;
-- says refuse: copies index "i" to tablespace "fast" while nothing can read or write its table
