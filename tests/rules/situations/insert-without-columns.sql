-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
INSERT INTO k VALUES (1, 2);
-- says report: inserts into "k" without naming its columns

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
CREATE TABLE j (id int, p int);
-- judged:
INSERT INTO k SELECT * FROM j;
-- says report: inserts into "k" without naming its columns

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
INSERT INTO k VALUES (1, 2, 3);
-- says refuse: gives 3 values for 2 columns of "k": the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
INSERT INTO k (id, p) VALUES (1);
-- says refuse: gives 1 value for 2 columns of "k": the statement fails

-- mysql
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
INSERT INTO k VALUES (1);
-- says refuse: gives 1 value for 2 columns of "k": the statement fails

-- sqlite
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
INSERT INTO k VALUES (1);
-- says refuse: gives 1 value for 2 columns of "k": the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
INSERT INTO k VALUES (1);
-- says report: inserts into "k" without naming its columns
