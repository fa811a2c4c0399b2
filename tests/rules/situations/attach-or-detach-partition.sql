-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE TABLE c (a int);
-- judged:
ALTER TABLE p ATTACH PARTITION c FOR VALUES FROM (1) TO (2);
-- says report: reads every row of "c" to attach it to "p"

-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
-- judged:
CREATE TABLE c (a int); ALTER TABLE p ATTACH PARTITION c FOR VALUES FROM (1) TO (2);

-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE TABLE c PARTITION OF p FOR VALUES FROM (1) TO (2);
-- judged:
ALTER TABLE p DETACH PARTITION c;
-- says report: locks "p" against reads and writes to detach "c"

-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE TABLE c PARTITION OF p FOR VALUES FROM (1) TO (2);
-- judged:
ALTER TABLE p DETACH PARTITION c CONCURRENTLY;

-- postgres
CREATE TABLE p (a int) PARTITION BY RANGE (a);
CREATE TABLE c (a int, CHECK (a >= 1 AND a < 2));
-- judged:
ALTER TABLE p ATTACH PARTITION c FOR VALUES FROM (1) TO (2);

-- postgres
CREATE TABLE p (a int);
CREATE TABLE c (a int);
-- judged:
ALTER TABLE c INHERIT p;

-- postgres
CREATE TABLE p (a int);
CREATE TABLE c () INHERITS (p);
-- judged:
ALTER TABLE c NO INHERIT p;

-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
-- judged:
ALTER TABLE p CONVERT PARTITION p0 TO TABLE p0t;
-- says report: moves partition "p0" of "p" out into "p0t"

-- postgres
CREATE TABLE m (id int) PARTITION BY RANGE (id);
CREATE TABLE m_rest PARTITION OF m DEFAULT;
CREATE TABLE n (id int) PARTITION BY RANGE (id);
-- judged:
CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (1) TO (9);
CREATE TABLE n_1 PARTITION OF n FOR VALUES FROM (1) TO (9);
-- says report: reads every row of "m_rest", the DEFAULT partition of "m", while nothing can read or write it, and fails if one belongs to the new partition

-- postgres
CREATE TABLE k (id int, n int) PARTITION BY LIST (n);
CREATE TABLE kd PARTITION OF k DEFAULT;
-- judged:
CREATE TABLE k1 PARTITION OF k FOR VALUES IN (1);
-- says report: reads every row of "kd", the DEFAULT partition of "k", while nothing can read or write it, and fails if one belongs to the new partition

-- postgres
CREATE TABLE k (id int, n int) PARTITION BY LIST (n);
CREATE TABLE k0 PARTITION OF k FOR VALUES IN (0);
-- judged:
CREATE TABLE k1 PARTITION OF k FOR VALUES IN (1);
