-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE INDEX i ON t (a) WHERE b = $1;
-- says refuse: index "i" holds a bind parameter that nothing binds

-- sqlite
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE INDEX i ON t (a) WHERE b = ?;
-- says refuse: index "i" holds a bind parameter that nothing binds

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE VIEW v AS SELECT * FROM t WHERE b = $1;
-- says refuse: create view "v" holds a bind parameter that nothing binds

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE INDEX i ON t (a) WHERE b = 1;
