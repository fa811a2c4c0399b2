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

-- postgres
CREATE TABLE t (a int, b int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- judged:
CREATE POLICY p ON t AS RESTRICTIVE USING (true);
CREATE POLICY q ON t FOR INSERT WITH CHECK (true);
CREATE POLICY r ON t AS PERMISSIVE FOR ALL TO public USING (true) WITH CHECK (true);
CREATE POLICY s ON t FOR UPDATE USING (b = 1) WITH CHECK (true);
CREATE POLICY u ON t FOR SELECT USING (true);
CREATE POLICY v ON t FOR DELETE USING (true);
CREATE POLICY w ON t TO app USING (true);
-- says report: policy "q" lets everybody write any row into "t"
-- says report: policy "r" lets everybody at every row of "t"
-- says report: policy "s" lets everybody write any row into "t"
-- says report: policy "v" lets everybody at every row of "t"
