-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
INSERT INTO k (id, a.x, a.y, r[1], r[2]) VALUES (1, 2, 3, 4, 5);

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET (a.x, a.y, r[1]) = (1, 2, 3) WHERE id = 1;

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET r[1:2] = '{1,2}', r[3] = 4, a.x = 1 WHERE id = 1;

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET a = NULL, a.x = 1 WHERE id = 1;
-- says refuse: "k"."a" stands twice in the update

-- postgres
CREATE TYPE p AS (x int, y int);CREATE TABLE k (id int PRIMARY KEY, a p, r int[]);
-- judged:
UPDATE k SET r[1] = 3, r = NULL WHERE id = 1;
-- says refuse: "k"."r" stands twice in the update
