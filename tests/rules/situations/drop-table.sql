-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE t (id int PRIMARY KEY);
-- says refuse: CREATE OR REPLACE drops table "t" with its rows

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE brand_new (id int PRIMARY KEY);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TEMPORARY TABLE t2 (id int PRIMARY KEY);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE t AS SELECT 1 AS id;
-- says refuse: CREATE OR REPLACE drops table "t" with its rows

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY, n int);
-- judged:
CREATE OR REPLACE TABLE t LIKE u;
-- says refuse: CREATE OR REPLACE drops table "t" with its rows

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY);
-- judged:
DROP TABLES t, u;
-- says refuse: drops table "t" with its rows
-- says refuse: drops table "u" with its rows

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int);
-- judged:
DROP TABLES IF EXISTS nowhere;
