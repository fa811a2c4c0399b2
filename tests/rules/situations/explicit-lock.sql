-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
LOCK TABLE t IN ACCESS EXCLUSIVE MODE;
-- says refuse: locks table "t" (in access exclusive mode)

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
LOCK TABLE t IN ROW SHARE MODE;
-- says refuse: locks table "t" (in row share mode)

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
LOCK TABLE t;
-- says refuse: locks table "t" (access exclusive)

-- postgres
-- judged:
CREATE TABLE t (a int); LOCK TABLE t;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
LOCK TABLES t WRITE;
-- says refuse: locks table "t" (write)

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
LOCK TABLES t READ;
-- says refuse: locks table "t" (read)

-- postgres
-- judged:
SELECT pg_advisory_xact_lock(1);

-- mysql
-- judged:
SELECT GET_LOCK('a', 10);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
SELECT * FROM t FOR UPDATE;
-- says report: locks the rows that it selects to the end of the run

-- postgres
-- judged:
SELECT pg_sleep(10);

-- mysql
-- judged:
FLUSH TABLES WITH READ LOCK;
-- says refuse: FLUSH TABLES WITH READ LOCK blocks every write to the server

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a), KEY j (a));
-- judged:
DROP INDEX i ON t ALGORITHM=COPY LOCK=EXCLUSIVE;
DROP INDEX j ON t ALGORITHM=INPLACE LOCK=NONE;
-- says refuse: LOCK=EXCLUSIVE blocks writes to "t"
-- says refuse: ALGORITHM=COPY blocks writes to "t"
