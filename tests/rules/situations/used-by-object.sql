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

-- postgres
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'select 1';
CREATE TABLE a (id int PRIMARY KEY, d int DEFAULT f(1));
-- judged:
DROP FUNCTION f(text);

-- postgres
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW;
END $$;
CREATE TABLE a (id int PRIMARY KEY);
CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
-- judged:
DROP TRIGGER tr ON a;
DROP FUNCTION f();

-- postgres
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p);
-- judged:
DROP TABLE p, k;

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- judged:
SET FOREIGN_KEY_CHECKS = 0;
DROP TABLE p;

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- judged:
ALTER TABLE p MODIFY id bigint;
-- says refuse: changes "p"."id" from int to bigint, which foreign key "f" of "k" joins with another type: the statement fails

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE k (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- judged:
ALTER TABLE k MODIFY p int NOT NULL;

-- sqlite
CREATE TABLE p (id int PRIMARY KEY, u int);
CREATE UNIQUE INDEX ux ON p (u);
CREATE UNIQUE INDEX uy ON p (u);
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p (u));
-- judged:
DROP INDEX ux;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text, CONSTRAINT c CHECK (n IS NOT NULL));
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE int USING n::int;

-- postgres
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE k (id int PRIMARY KEY, n text, CONSTRAINT c CHECK (n::text <> 'b'));
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE e USING n::e;
-- says refuse: changes "k"."n" to e, with which CHECK "c" of "k" can't be made again: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int, CONSTRAINT c CHECK (n > 0));
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE bigint;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int, CONSTRAINT c CHECK (n > 0));
-- judged:
ALTER TABLE k DROP CONSTRAINT c, ALTER COLUMN n TYPE text;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text);
CREATE INDEX ix ON k (n text_pattern_ops);
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE int USING n::int;
-- says refuse: changes "k"."n" to integer, with which index "ix" of "k" can't be made again: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text, m int);
CREATE PUBLICATION pub FOR TABLE k (id, n);
-- judged:
ALTER TABLE k DROP COLUMN m;

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int, CHECK (n > 0));
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE text;
-- says refuse: changes "k"."n" to text, with which CHECK "k_n_check" of "k" can't be made again: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text);
CREATE INDEX ix ON k (lower(n));
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE int USING n::int;
-- says refuse: changes "k"."n" to integer, with which index "ix" of "k" can't be made again: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text, b boolean);
CREATE INDEX ix ON k (n) WHERE b = true;
-- judged:
ALTER TABLE k ALTER COLUMN b TYPE int USING b::int;
-- says refuse: changes "k"."b" to integer, with which index "ix" of "k" can't be made again: the statement fails

-- postgres
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE k (id int PRIMARY KEY, n text CHECK (n IN ('a', 'b')));
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE e USING n::e;
-- says refuse: changes "k"."n" to e, with which CHECK "k_n_check" of "k" can't be made again: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text CHECK (length(n) > 0));
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE int USING n::int;
-- says refuse: changes "k"."n" to integer, with which CHECK "k_n_check" of "k" can't be made again: the statement fails

-- postgres
CREATE TABLE k (id int, n text) PARTITION BY LIST (n);
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE varchar(20);
-- says refuse: changes the type of "k"."n", which the partition key of "k" uses: the statement fails

-- postgres
CREATE TABLE k (id int, n text) PARTITION BY LIST (n);
-- judged:
ALTER TABLE k DROP COLUMN n;
-- says refuse: drops column "n" of "k", which the partition key of "k" needs: the statement fails

-- postgres
CREATE TABLE k (id int, n text) PARTITION BY LIST (n);
CREATE TABLE k1 PARTITION OF k FOR VALUES IN ('a');
-- judged:
ALTER TABLE k1 DROP COLUMN id;
-- says refuse: drops column "id" of "k1", which table "k" needs: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n text);
CREATE PUBLICATION pub FOR TABLE k (id, n);
-- judged:
ALTER TABLE k DROP COLUMN n;
-- says refuse: drops column "n" of "k", which publication "pub" needs: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
CREATE PUBLICATION pub FOR TABLE k WHERE (n > 5) WITH (publish = 'insert');
-- judged:
ALTER TABLE k DROP COLUMN n;
-- says refuse: drops column "n" of "k", which publication "pub" needs: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
CREATE PUBLICATION pub FOR TABLE k WHERE (n > 5) WITH (publish = 'insert');
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE bigint;
-- says refuse: changes the type of "k"."n", which publication "pub" uses: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
CREATE TABLE z (id int, r k);
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE bigint;
-- says refuse: changes the type of "k"."n", which column "r" of "z" uses: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int);
CREATE TABLE z (id int, r k);
-- judged:
ALTER TABLE k ADD COLUMN m int DEFAULT 5;
-- says refuse: adds "k"."m" with a default, while column "r" of "z" holds rows of "k": the statement fails

-- sqlite
CREATE TABLE p (id int PRIMARY KEY, u int);
CREATE UNIQUE INDEX ux ON p (u);
CREATE TABLE k (id int PRIMARY KEY, p int REFERENCES p (u));
-- judged:
DROP INDEX ux;
--> statement-breakpoint
UPDATE p SET u = 2 WHERE id = 1;
-- says refuse: drops unique key "ux" of "p", which the foreign key of "k" needs: every write to the two fails

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, b int, UNIQUE KEY u (a, b));
-- judged:
ALTER TABLE t DROP COLUMN b;
-- says refuse: dropping "t"."b" leaves of unique key "u" only (a): it fails if rows are equal there

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, b int, KEY ix (a, b));
-- judged:
ALTER TABLE t DROP COLUMN b;

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED);
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops column "a" of "t", which generated column "b" of "t" needs: the statement fails

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id));
-- judged:
ALTER TABLE t DROP COLUMN a;
-- says refuse: drops column "a" of "t", which foreign key "fk" of "t" needs: the statement fails

-- mysql
CREATE TABLE p (id int PRIMARY KEY, u int UNIQUE);
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (u));
-- judged:
ALTER TABLE p DROP COLUMN u;
-- says refuse: drops column "u" of "p", which foreign key "fk" of "t" needs: the statement fails

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, b int, CONSTRAINT c CHECK (a < b));
-- judged:
ALTER TABLE t DROP COLUMN b;
-- says refuse: drops column "b" of "t", which CHECK "c" of "t" needs: the statement fails

-- mysql
CREATE TABLE t (id int PRIMARY KEY, a int, b int, CHECK (b > 0));
-- judged:
ALTER TABLE t DROP COLUMN b;

-- mysql
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id));
-- judged:
ALTER TABLE t DROP FOREIGN KEY fk, DROP COLUMN a;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, d int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW;
END $$;
CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
-- judged:
DROP FUNCTION f();
-- says refuse: drops function "f", which trigger "tr" of "a" needs: the statement fails

-- postgres
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1';
CREATE TABLE a (id int PRIMARY KEY, d int DEFAULT f());
-- judged:
DROP FUNCTION f();
-- says refuse: drops function "f", which default "d" of "a" needs: the statement fails

-- postgres
CREATE FUNCTION f() RETURNS bool LANGUAGE sql AS 'select true';
CREATE TABLE a (id int PRIMARY KEY, d int);
CREATE POLICY p ON a USING (f());
-- judged:
DROP FUNCTION f();
-- says refuse: drops function "f", which policy "p" of "a" needs: the statement fails

-- postgres
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select $1';
CREATE TABLE a (id int PRIMARY KEY, d int CHECK (f(d) > 0));
CREATE INDEX ix ON a (f(d));
-- judged:
DROP FUNCTION f(int);
-- says refuse: drops function "f", which CHECK "a_d_check" of "a" and index "ix" of "a" need: the statement fails

-- postgres
CREATE SEQUENCE s;
CREATE TABLE a (id int PRIMARY KEY DEFAULT nextval('s'), d text);
-- judged:
DROP SEQUENCE s;
-- says refuse: drops sequence "s", which column "id" of "a" needs: the statement fails

-- postgres
CREATE SCHEMA z;
CREATE TABLE z.a (id int PRIMARY KEY);
-- judged:
DROP SCHEMA z;
-- says refuse: drops schema "z", in which table "z.a" stands: the statement fails

-- postgres
CREATE DOMAIN dm AS int;
CREATE TABLE a (id int PRIMARY KEY, d dm);
-- judged:
DROP DOMAIN dm;
-- says refuse: drops domain "dm", which column "d" of "a" needs: the statement fails

-- postgres
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);
-- judged:
DROP TABLE a;
-- says refuse: drops table "a", which foreign key "b_a_id_fkey" of "b" needs: the statement fails

-- mysql
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int PRIMARY KEY, a_id int, CONSTRAINT fk FOREIGN KEY (a_id) REFERENCES a (id));
-- judged:
DROP TABLE a;
-- says refuse: drops table "a", which foreign key "fk" of "b" needs: the statement fails

-- postgres
CREATE TABLE a (id serial PRIMARY KEY, x int);
-- judged:
DROP SEQUENCE a_id_seq;
-- says refuse: drops sequence "a_id_seq", which column "id" of "a" needs: the statement fails

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int UNIQUE);
-- judged:
DROP INDEX a_x_key;
-- says refuse: drops index "a_x_key", which constraint "a_x_key" of "a" is made of: the statement fails

-- postgres
CREATE EXTENSION citext;
CREATE TABLE a (id int PRIMARY KEY, e citext);
-- judged:
DROP EXTENSION citext;
-- says refuse: drops extension "citext", which column "e" of "a" needs: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int, e text);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(e) FROM k;
END;
-- judged:
ALTER TABLE k DROP COLUMN e;
-- says refuse: drops column "e" of "k", which function "f" needs: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int, e text);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(e) FROM k;
END;
-- judged:
DROP TABLE k;
-- says refuse: drops table "k", which function "f" needs: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int, e text);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql RETURN (SELECT sum(n) FROM k);
-- judged:
ALTER TABLE k ALTER COLUMN n TYPE bigint;
-- says refuse: changes the type of "k"."n", which function "f" uses: the statement fails

-- postgres
CREATE TABLE k (id int PRIMARY KEY, n int, e text);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM k;
END;
-- judged:
ALTER TABLE k DROP COLUMN e;

-- mysql
CREATE TABLE t (a int PRIMARY KEY, b int, c int, CHECK (c > b));
-- judged:
ALTER TABLE t DROP COLUMN b, DROP CONSTRAINT t_chk_1;

-- mysql
CREATE TABLE t (a int PRIMARY KEY, b int, c int, CONSTRAINT k CHECK (c > b));
-- judged:
ALTER TABLE t DROP COLUMN b, DROP COLUMN c;
-- says refuse: drops column "b" of "t", which CHECK "k" of "t" needs: the statement fails
