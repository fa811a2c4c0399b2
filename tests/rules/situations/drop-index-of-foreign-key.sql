-- mysql
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE t (a int, INDEX ia (a), CONSTRAINT k FOREIGN KEY (a) REFERENCES u (id));
-- judged:
ALTER TABLE t DROP INDEX ia;
-- says refuse: drops index "ia", which foreign key "k" of "t" needs

-- mysql
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE t (a int, INDEX ia (a), INDEX iab (a), CONSTRAINT k FOREIGN KEY (a) REFERENCES u (id));
-- judged:
ALTER TABLE t DROP INDEX ia;

-- mysql
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE t (a int, INDEX ia (a), CONSTRAINT k FOREIGN KEY (a) REFERENCES u (id));
-- judged:
ALTER TABLE t DROP FOREIGN KEY k, DROP INDEX ia;
