-- mysql
-- earlier:
CREATE TABLE events (id int, at date) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (9));
-- migration:
ALTER TABLE events DROP PARTITION p0;
