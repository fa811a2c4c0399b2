-- mysql
CREATE TABLE t (a varchar(9) COLLATE utf8mb4_bin);
-- judged:
ALTER TABLE t MODIFY COLUMN a varchar(9);
-- says refuse: MODIFY of "t"."a" drops COLLATE utf8mb4_bin

-- mysql
CREATE TABLE t (a varchar(9) CHARACTER SET latin1);
-- judged:
ALTER TABLE t MODIFY COLUMN a varchar(9);
-- says refuse: MODIFY of "t"."a" drops CHARACTER SET latin1

-- mysql
CREATE TABLE t (a int COMMENT 'x');
-- judged:
ALTER TABLE t MODIFY COLUMN a int;
-- says refuse: MODIFY of "t"."a" drops COMMENT 'x'

-- mysql
CREATE TABLE t (a int DEFAULT 3);
-- judged:
ALTER TABLE t MODIFY COLUMN a int;
-- says refuse: MODIFY of "t"."a" drops DEFAULT 3

-- mysql
CREATE TABLE t (a int NOT NULL AUTO_INCREMENT PRIMARY KEY);
-- judged:
ALTER TABLE t MODIFY COLUMN a bigint NOT NULL;
-- says refuse: MODIFY of "t"."a" drops AUTO_INCREMENT

-- mysql
CREATE TABLE t (a timestamp ON UPDATE CURRENT_TIMESTAMP);
-- judged:
ALTER TABLE t MODIFY COLUMN a timestamp;
-- says refuse: MODIFY of "t"."a" drops ON UPDATE current_timestamp

-- mysql
CREATE TABLE t (b int, a int AS (b * 2));
-- judged:
ALTER TABLE t MODIFY COLUMN a int;
-- says refuse: MODIFY of "t"."a" drops its generated expression

-- mysql
CREATE TABLE t (a int DEFAULT 3);
-- judged:
ALTER TABLE t MODIFY COLUMN a int DEFAULT 4;
