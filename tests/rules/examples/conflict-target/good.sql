-- postgres
-- earlier:
CREATE TABLE plans (id integer PRIMARY KEY, name text);
-- migration:
INSERT INTO plans (id, name) VALUES (1, 'free') ON CONFLICT (id) DO NOTHING;
