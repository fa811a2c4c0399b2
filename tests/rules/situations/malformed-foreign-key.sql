-- postgres
CREATE TABLE p (id uuid PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p text);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
-- says refuse: foreign key "f" joins "k"."p" (text) with "p"."id" (uuid), which PostgreSQL can't compare: the statement fails

-- postgres
CREATE TABLE p (id varchar(36) PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p text);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);

-- postgres
CREATE TABLE p (id bigint PRIMARY KEY);
-- judged:
CREATE TABLE k (id int PRIMARY KEY, p text REFERENCES p (id));
-- says refuse: the foreign key joins "k"."p" (text) with "p"."id" (bigint), which PostgreSQL can't compare: the statement fails

-- postgres
CREATE TABLE zz (id int);
-- judged:
CREATE TABLE k (id int PRIMARY KEY, p text);
CREATE TABLE p (id uuid PRIMARY KEY);
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
-- says refuse: foreign key "f" joins "k"."p" (text) with "p"."id" (uuid), which PostgreSQL can't compare: the statement fails

-- mysql
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
-- says refuse: foreign key "f" joins "k"."p" (int) with "p"."id" (bigint): error 3780

-- mysql
CREATE TABLE p (id varchar(36) PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p varchar(255));
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);

-- postgres
CREATE TABLE p (id int PRIMARY KEY, u int);
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (u);
-- says refuse: foreign key "f" points at (u) of "p", which no key makes unique: the statement fails

-- postgres
CREATE TABLE p (id int PRIMARY KEY, u int);
CREATE UNIQUE INDEX ux ON p (u) WHERE u > 0;
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (u);
-- says refuse: foreign key "f" points at (u) of "p", which no key makes unique: the statement fails

-- sqlite
CREATE TABLE p (id int PRIMARY KEY, u int);
-- judged:
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p (u));
--> statement-breakpoint
INSERT INTO k VALUES (1, 1);
-- says refuse: the foreign key points at (u) of "p", which no key makes unique: every write to "k" fails

-- mysql
CREATE TABLE p (id int PRIMARY KEY, u int);
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (u);
-- says refuse: foreign key "f" points at (u) of "p", which begin no key: error 1822

-- mysql
CREATE TABLE p (id int PRIMARY KEY, u int);
CREATE TABLE k (id int PRIMARY KEY, p int NOT NULL);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE SET NULL;
-- says refuse: foreign key "f" sets NULL in NOT NULL "k"."p": error 1830
