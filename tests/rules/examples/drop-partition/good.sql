-- mysql
-- earlier:
CREATE TABLE events (id int, at date) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (9));
-- migration:
ALTER TABLE events ADD PARTITION (PARTITION p1 VALUES LESS THAN (99));
