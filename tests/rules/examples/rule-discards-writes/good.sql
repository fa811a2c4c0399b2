-- postgres
-- earlier:
CREATE TABLE audit (id integer PRIMARY KEY, what text);
-- migration:
REVOKE INSERT ON audit FROM app;
