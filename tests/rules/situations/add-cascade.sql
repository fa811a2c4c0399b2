-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int CONSTRAINT f REFERENCES p);
-- judged:
ALTER TABLE k DROP CONSTRAINT f;
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE;
-- says report: makes each DELETE on "p" delete the rows of "k" that refer to it by (p), which kept it from happening

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- judged:
ALTER TABLE k DROP FOREIGN KEY f;
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE;
-- says report: makes each DELETE on "p" delete the rows of "k" that refer to it by (p), which kept it from happening

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int CONSTRAINT f REFERENCES p ON DELETE CASCADE);
-- judged:
ALTER TABLE k DROP CONSTRAINT f;
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int CONSTRAINT f REFERENCES p);
-- judged:
ALTER TABLE k DROP CONSTRAINT f;
ALTER TABLE k ADD CONSTRAINT g FOREIGN KEY (p) REFERENCES p (id) ON DELETE SET NULL;
-- says report: makes each DELETE on "p" empty (p) in the rows of "k" that refer to it, which kept it from happening

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE;

-- sqlite
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p(id));
-- judged:
CREATE TABLE `__new_k` (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES p(id) ON DELETE CASCADE);
--> statement-breakpoint
INSERT INTO `__new_k`(id, p) SELECT id, p FROM k;
--> statement-breakpoint
DROP TABLE k;
--> statement-breakpoint
ALTER TABLE `__new_k` RENAME TO k;
-- says report: makes each DELETE on "p" delete the rows of "k" that refer to it by (p), which kept it from happening
