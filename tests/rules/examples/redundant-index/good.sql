-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY, a int, b int);
CREATE INDEX ab ON pets (a, b);
-- migration:
CREATE INDEX just_b ON pets (b);
