-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- judged:
ALTER TABLE t DISABLE ROW LEVEL SECURITY;
-- says refuse: turns row level security of "t" off

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
ALTER TABLE t FORCE ROW LEVEL SECURITY;
-- judged:
ALTER TABLE t NO FORCE ROW LEVEL SECURITY;
-- says refuse: lets the owner of "t" past row level security

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE POLICY p ON t USING (b = 1);
-- judged:
DROP POLICY p ON t;
-- says refuse: drops policy "p" of "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE POLICY p ON t USING (b = 1);
-- judged:
DROP POLICY p ON t; CREATE POLICY p ON t USING (b = 2);

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
CREATE POLICY p ON t USING (true);
-- says report: policy "p" lets everybody at every row of "t"

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE POLICY p ON t USING (b = 1);
-- judged:
ALTER POLICY p ON t USING (true);
-- says refuse: policy "p" of "t" lets everybody at every row

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE POLICY p ON t USING (b = 1);
-- judged:
ALTER POLICY p ON t RENAME TO q;

-- postgres
-- judged:
CREATE TABLE t (a int); ALTER TABLE t DISABLE ROW LEVEL SECURITY;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE POLICY p ON t USING (b = 1);
-- judged:
DROP POLICY p ON t; DROP TABLE t;
