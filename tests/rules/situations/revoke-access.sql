-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
REVOKE SELECT ON t FROM reader;
-- says refuse: revokes select on "t" from reader

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
REVOKE SELECT ON t FROM reader; GRANT SELECT ON t TO reader;

-- postgres
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
-- judged:
REVOKE SELECT ON t FROM PUBLIC;
-- says report: revokes select from PUBLIC

-- postgres
-- judged:
CREATE TABLE t (a int); REVOKE ALL ON t FROM reader;

-- postgres
-- judged:
ALTER ROLE r NOLOGIN;
-- says refuse: role "r" loses an attribute: nologin

-- postgres
-- judged:
ALTER ROLE r NOSUPERUSER;

-- postgres
-- judged:
ALTER ROLE r PASSWORD 'x';
-- says report: changes the password of role "r"

-- mysql
-- judged:
ALTER USER 'x'@'h' ACCOUNT LOCK;
-- says refuse: locks the account "x"

-- mysql
-- judged:
ALTER USER 'x'@'h' IDENTIFIED BY 'secret';
-- says report: changes the password of "x"
