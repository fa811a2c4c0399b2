-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
-- judged:
ALTER TABLE p DROP PARTITION IF EXISTS p0;
-- says refuse: drops partition "p0" of table "p" with its rows

-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
-- judged:
ALTER TABLE p ADD PARTITION IF NOT EXISTS (PARTITION p2 VALUES LESS THAN (20));

-- mysql
CREATE TABLE p (id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5));
CREATE TABLE q (id int);
-- judged:
ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE q WITHOUT VALIDATION;
-- says refuse: exchanges the rows of partition "p0" of table "p" with "q"
