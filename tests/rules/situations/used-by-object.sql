-- postgres
CREATE TABLE a (id int PRIMARY KEY, c text, g text GENERATED ALWAYS AS (lower(c)) STORED);
-- judged:
ALTER TABLE a ALTER COLUMN c TYPE varchar(9);
-- says refuse: changes the type of "a"."c", which generated column "g" of "a" uses: the statement fails

-- postgres
CREATE TABLE a (id int PRIMARY KEY, c text, g text GENERATED ALWAYS AS (lower(c)) STORED);
-- judged:
ALTER TABLE a DROP COLUMN g;
ALTER TABLE a ALTER COLUMN c TYPE varchar(9);

-- postgres
CREATE TABLE a (id int PRIMARY KEY, k text);
CREATE TRIGGER tr BEFORE UPDATE ON a FOR EACH ROW WHEN (NEW.k <> '') EXECUTE FUNCTION tf();
ALTER TABLE a RENAME COLUMN k TO kk;
-- judged:
ALTER TABLE a DROP COLUMN kk;
-- says refuse: drops column "kk" of "a", which trigger "tr" of "a" needs: the statement fails

-- postgres
CREATE TABLE a (id int PRIMARY KEY, k text);
CREATE TRIGGER tr BEFORE UPDATE OF k ON a FOR EACH ROW EXECUTE FUNCTION tf();
-- judged:
ALTER TABLE a DROP COLUMN k CASCADE;
-- says report: drops column "k" of "a" and with it trigger "tr" of "a"

-- postgres
CREATE TABLE a (id int PRIMARY KEY, k text);
CREATE RULE rr AS ON DELETE TO a DO ALSO INSERT INTO log VALUES (OLD.k);
-- judged:
ALTER TABLE a ALTER COLUMN k TYPE varchar(9);
-- says refuse: changes the type of "a"."k", which rule "rr" of "a" uses: the statement fails

-- postgres
CREATE TABLE users (id int PRIMARY KEY, org int);
CREATE TABLE posts (id int PRIMARY KEY, author int);
CREATE POLICY p ON posts USING (author IN (SELECT id FROM users));
-- judged:
ALTER TABLE posts ALTER COLUMN id TYPE bigint;
ALTER TABLE users ALTER COLUMN id TYPE bigint;
-- says refuse: changes the type of "users"."id", which policy "p" of "posts" uses: the statement fails

-- postgres
CREATE TABLE users (id int PRIMARY KEY, org int);
CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users (id));
-- judged:
ALTER TABLE users ALTER COLUMN id TYPE uuid USING gen_random_uuid();
-- says refuse: changes "users"."id" to uuid, which foreign key "posts_author_fkey" of "posts" can't compare (integer with uuid): the statement fails

-- postgres
CREATE TABLE users (id int PRIMARY KEY, org int);
CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES users (id));
-- judged:
ALTER TABLE posts ALTER COLUMN author TYPE bigint;
ALTER TABLE posts DROP CONSTRAINT posts_author_fkey, ALTER COLUMN author TYPE text;

-- postgres
CREATE TABLE users (id int PRIMARY KEY, code text UNIQUE);
CREATE UNIQUE INDEX again ON users (code);
CREATE TABLE posts (id int PRIMARY KEY, code text REFERENCES users (code));
-- judged:
ALTER TABLE users DROP CONSTRAINT users_code_key;
DROP INDEX again;
-- says refuse: drops unique key "again" of "users", which foreign key "posts_code_fkey" of "posts" needs: the statement fails
