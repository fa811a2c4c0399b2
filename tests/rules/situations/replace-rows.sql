-- sqlite
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
CREATE INDEX ta ON t (a);
-- judged:
INSERT OR REPLACE INTO t (a) VALUES (1);

-- sqlite
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
CREATE UNIQUE INDEX ta ON t (a) WHERE b > 1;
-- judged:
INSERT OR REPLACE INTO t (a) VALUES (1);
-- says refuse: replaces whole rows of table "t" and resets "b"

-- sqlite
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
-- judged:
INSERT OR REPLACE INTO t (rowid, a) VALUES (1, 1);
-- says refuse: replaces whole rows of table "t" and resets "b"

-- mysql
CREATE TABLE t (a int NOT NULL, b int DEFAULT 5);
-- judged:
REPLACE INTO t (a) VALUES (1);

-- mysql
CREATE TABLE t (a int NOT NULL UNIQUE, b int DEFAULT 5);
-- judged:
REPLACE INTO t (a) VALUES (1);
-- says refuse: replaces whole rows of table "t" and resets "b"
