-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;
-- says refuse: copies "t" while writes wait, to convert it to character set utf8mb4

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t ENGINE = InnoDB;
-- says refuse: rebuilds "t" for engine = InnoDB

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t COMMENT = 'x';

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DROP PRIMARY KEY;
-- says refuse: copies "t" to take its primary key away

-- mysql
CREATE TABLE t (a int);
-- judged:
ALTER TABLE t ADD PRIMARY KEY (a);
-- says refuse: rebuilds "t" around its new primary key

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
OPTIMIZE TABLE t;
-- says refuse: rebuilds "t" (optimize)

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, KEY i (a));
-- judged:
ALTER TABLE t ENCRYPTION='Y';
-- says refuse: rebuilds "t" for encryption = Y
