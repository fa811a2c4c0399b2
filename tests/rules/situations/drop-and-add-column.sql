-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN c text;
-- says report: drops column "a" and adds "c" of the same type to table "t": a rename loses no values

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN c int;
