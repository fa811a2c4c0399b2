-- postgres
-- earlier:
CREATE TABLE plans (id integer PRIMARY KEY, name text);
-- migration:
INSERT INTO plans VALUES (1, 'free');
