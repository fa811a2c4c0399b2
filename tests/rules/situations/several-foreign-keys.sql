-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, q int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
ALTER TABLE k ADD CONSTRAINT g FOREIGN KEY (q) REFERENCES q (id);
-- says report: locks "k", "p" and "q" against writes together, for foreign keys between them

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id int PRIMARY KEY);
-- judged:
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p, q int REFERENCES q);

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY);
-- judged:
ALTER TABLE k ADD COLUMN p int;
ALTER TABLE k ADD COLUMN q int;
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
ALTER TABLE k ADD CONSTRAINT g FOREIGN KEY (q) REFERENCES q (id);

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, q int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) NOT VALID;
ALTER TABLE k ADD CONSTRAINT g FOREIGN KEY (q) REFERENCES q (id);

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, parent int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
ALTER TABLE k ADD CONSTRAINT g FOREIGN KEY (parent) REFERENCES k (id);

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, q int);
-- judged:
ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);
ALTER TABLE k ADD CONSTRAINT g FOREIGN KEY (q) REFERENCES p (id);

-- postgres
-- judged:
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p, q int REFERENCES q);
