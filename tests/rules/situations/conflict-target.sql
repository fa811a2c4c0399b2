-- postgres
CREATE TABLE k (id int PRIMARY KEY, p text);
CREATE UNIQUE INDEX ux ON k (lower(p));
-- judged:
INSERT INTO k (id, p) VALUES (1, 'x') ON CONFLICT (lower(p)) DO NOTHING;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p text);
CREATE UNIQUE INDEX ux ON k (p) WHERE p <> '';
-- judged:
INSERT INTO k (id, p) VALUES (1, 'x') ON CONFLICT (p) WHERE p <> '' DO NOTHING;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, p text);
-- judged:
CREATE UNIQUE INDEX ux ON k (p);
INSERT INTO k (id, p) VALUES (1, 'x') ON CONFLICT (p) DO UPDATE SET p = excluded.p;

-- postgres
CREATE TABLE k (id int, p text, PRIMARY KEY (id, p));
-- judged:
INSERT INTO k (id, p) VALUES (1, 'x') ON CONFLICT (p, id) DO NOTHING;

-- postgres
CREATE TABLE k (id int, p text, PRIMARY KEY (id, p));
-- judged:
INSERT INTO k (id, p) VALUES (1, 'x') ON CONFLICT DO NOTHING;

-- sqlite
CREATE TABLE k (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, p text);
-- judged:
INSERT INTO k (id, p) VALUES (1, 'x') ON CONFLICT (id) DO NOTHING;

-- postgres
CREATE TABLE k (id int, p text, PRIMARY KEY (id, p));
-- judged:
INSERT INTO k (id, p) VALUES (1, 'x') ON CONFLICT (id) DO NOTHING;
-- says refuse: ON CONFLICT (id) of "k" names no key: the statement fails

-- postgres
CREATE TABLE p (id int PRIMARY KEY, u int UNIQUE);
-- judged:
ALTER TABLE p DROP CONSTRAINT p_u_key;
INSERT INTO p VALUES (1, 1) ON CONFLICT (u) DO NOTHING;
-- says refuse: ON CONFLICT (u) of "p" names no key: the statement fails

-- sqlite
CREATE TABLE p (id int PRIMARY KEY, u int);
CREATE UNIQUE INDEX ux ON p (u);
-- judged:
INSERT INTO p VALUES (1, 1) ON CONFLICT (id, u) DO NOTHING;
-- says refuse: ON CONFLICT (id, u) of "p" names no key: the statement fails
