-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
CREATE TABLE j (id int PRIMARY KEY, x int);
-- judged:
ALTER TABLE k ADD COLUMN z int;
SELECT count(*) FROM j;
-- says report: reads every row of "j" while "k" is locked against reads and writes

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
CREATE TABLE j (id int PRIMARY KEY, x int);
CREATE TABLE l (id int);
-- judged:
ALTER TABLE k ADD COLUMN z int;
INSERT INTO l SELECT id FROM j;
-- says report: reads every row of "j" while "k" is locked against reads and writes

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
CREATE TABLE j (id int PRIMARY KEY, x int);
CREATE TABLE l (id int);
-- judged:
ALTER TABLE k ADD COLUMN z int;
INSERT INTO l SELECT id FROM k;
-- says report: reads every row of "k" while "k" is locked against reads and writes
