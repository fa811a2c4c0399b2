-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE INDEX i ON t (a);
-- says report: builds index "i" and blocks every write to "t" meanwhile

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE INDEX CONCURRENTLY i ON t (a);

-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
-- judged:
CREATE INDEX i ON ONLY p (a);
