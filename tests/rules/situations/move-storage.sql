-- postgres
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX i ON t (a);
-- judged:
ALTER INDEX i SET TABLESPACE fast;
-- says refuse: copies index "i" to tablespace "fast" while nothing can read or write its table

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
CREATE INDEX ix ON k (n);
-- judged:
ALTER INDEX ALL IN TABLESPACE pg_default SET TABLESPACE pg_default;
-- says refuse: copies every index of a tablespace to "pg_default" while nothing can read or write its table
