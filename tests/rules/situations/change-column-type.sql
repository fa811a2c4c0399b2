-- postgres
CREATE TABLE t (a int);
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE bigint;
-- says refuse: rewrites "t" to change "a" from integer to bigint

-- postgres
CREATE TABLE t (a varchar(9));
-- judged:
ALTER TABLE t ALTER COLUMN a TYPE text;

-- postgres
-- judged:
ALTER TABLE unknown ALTER COLUMN a TYPE bigint;
-- says report: changes the type of "unknown"."a" to bigint: the old one isn't known, so it counts as a rewrite

-- mysql
CREATE TABLE t (a int);
-- judged:
ALTER TABLE t MODIFY COLUMN a bigint;
-- says refuse: copies "t" while writes wait, to change "a" from int to bigint

-- mysql
CREATE TABLE t (a enum('a', 'b'));
-- judged:
ALTER TABLE t MODIFY COLUMN a enum('b', 'a');

-- mysql
CREATE TABLE t (a enum('a'));
-- judged:
ALTER TABLE t MODIFY COLUMN a enum('a', 'b');

-- mysql
CREATE TABLE t (a varchar(9));
-- judged:
ALTER TABLE t MODIFY COLUMN a varchar(9) NOT NULL;
-- says report: rebuilds "t" to change NULL of "a"

-- mysql
CREATE TABLE t (a varchar(9) CHARACTER SET latin1);
-- judged:
ALTER TABLE t MODIFY COLUMN a varchar(9) CHARACTER SET utf8mb4;
-- says refuse: copies "t" to convert "a" to utf8mb4

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
-- judged:
ALTER TABLE t MODIFY b int FIRST;
ALTER TABLE t CHANGE b c int AFTER id;
ALTER TABLE t MODIFY a int COMMENT 'after';
-- says report: rebuilds "t" to move "b" to another place
-- says report: rebuilds "t" to move "b" to another place
