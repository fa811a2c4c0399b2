-- postgres
CREATE TABLE t (a int PRIMARY KEY);
-- judged:
REINDEX (VERBOSE, CONCURRENTLY) TABLE t;

-- postgres
CREATE TABLE t (a int PRIMARY KEY);
-- judged:
REINDEX (CONCURRENTLY false) TABLE t;
-- says refuse: reindex "t" blocks the table while it is rewritten
