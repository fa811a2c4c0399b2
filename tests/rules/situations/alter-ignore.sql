-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int, a varchar(9));
-- judged:
ALTER IGNORE TABLE t ADD UNIQUE KEY nn (n);
-- says refuse: ALTER IGNORE deletes the rows of table "t" that are equal in (n)

-- mysql
CREATE TABLE t (id int, n int, a varchar(9));
-- judged:
ALTER IGNORE TABLE t ADD PRIMARY KEY (id);
-- says refuse: ALTER IGNORE deletes the rows of table "t" that are equal in (id)

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int, a varchar(9));
-- judged:
ALTER ONLINE IGNORE TABLE t MODIFY a varchar(2);
-- says refuse: ALTER IGNORE cuts the values of "t"."a" that don't fit

-- mysql
CREATE TABLE t (id int PRIMARY KEY, n int, a varchar(9));
-- judged:
ALTER IGNORE TABLE t ADD INDEX nn (n);

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a varchar(9));
-- judged:
ALTER IGNORE TABLE t CHANGE a b varchar(9) NOT NULL;
-- says refuse: ALTER IGNORE cuts the values of "t"."a" that don't fit

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a varchar(9));
-- judged:
ALTER IGNORE TABLE t MODIFY a varchar(19);
