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

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, UNIQUE KEY ua (a));
CREATE TABLE r (id int PRIMARY KEY, ta int, CONSTRAINT rf FOREIGN KEY (ta) REFERENCES t (a));
-- judged:
ALTER TABLE t DROP INDEX ua;
-- says refuse: drops index "ua" of "t", which foreign key "rf" of "r" needs

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, UNIQUE KEY ua (a), KEY ab (a, id));
CREATE TABLE r (id int PRIMARY KEY, ta int, CONSTRAINT rf FOREIGN KEY (ta) REFERENCES t (a));
-- judged:
DROP INDEX ua ON t;
