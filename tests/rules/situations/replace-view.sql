-- postgres
CREATE TABLE k (id int PRIMARY KEY, e text);
CREATE VIEW v AS SELECT id, e FROM k;
-- judged:
CREATE OR REPLACE VIEW v AS SELECT e, id FROM k;
-- says refuse: replaces view "v", which gives (id, e), by one that gives (e, id): the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, e text);
CREATE VIEW v AS SELECT * FROM k;
-- judged:
CREATE OR REPLACE VIEW v AS SELECT id FROM k;
-- says refuse: replaces view "v", which gives (id, e), by one that gives (id): the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, e text);
CREATE VIEW v AS SELECT * FROM k;
ALTER TABLE k RENAME COLUMN e TO f;
-- judged:
CREATE OR REPLACE VIEW v AS SELECT id, f AS e, 1 AS one FROM k;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, e text);
CREATE VIEW v AS SELECT * FROM elsewhere;
-- judged:
CREATE OR REPLACE VIEW v AS SELECT id FROM k;

-- mysql
CREATE TABLE k (id int PRIMARY KEY, e text);
CREATE VIEW v AS SELECT id, e FROM k;
-- judged:
CREATE OR REPLACE VIEW v AS SELECT id FROM k;
-- says refuse: replaces view "v" by one without "e"
