-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int);
CREATE INDEX ix ON k (p);
-- judged:
DROP INDEX ix;
CREATE INDEX iy ON k (p, id);
-- says report: drops index "ix" before "iy" takes its place: nothing reads or writes "k" until that is built

-- mysql
CREATE TABLE k (id int PRIMARY KEY, p int, KEY ix (p));
-- judged:
DROP INDEX ix ON k;
--> statement-breakpoint
CREATE INDEX iy ON k (p, id);
-- says report: drops index "ix" before "iy" takes its place: queries go without one until that is built

-- mysql
CREATE TABLE k (id int PRIMARY KEY, p int, KEY ix (p));
-- judged:
ALTER TABLE k DROP INDEX ix, ADD INDEX iy (p, id);

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p int, q int);
CREATE INDEX ix ON k (p);
-- judged:
DROP INDEX ix;
CREATE INDEX iy ON k (q);
