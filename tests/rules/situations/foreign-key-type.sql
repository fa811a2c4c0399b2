-- postgres
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
-- says report: "k"."p" (integer) refers to "p"."id" (bigint), of which it can't hold all

-- postgres
CREATE TABLE p (id varchar(36) PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p text);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);

-- postgres
CREATE TABLE p (id bigint PRIMARY KEY);
-- judged:
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p);
-- says report: "k"."p" (integer) refers to "p"."id" (bigint), of which it can't hold all
