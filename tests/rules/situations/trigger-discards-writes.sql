-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER tr AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new.x < 0 THEN RETURN NULL; END IF; RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
-- says report: trigger "tr" discards each INSERT on table "a" for which its condition holds

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE DELETE ON a FOR EACH ROW EXECUTE FUNCTION f();
DELETE FROM a WHERE id = 1;
-- says refuse: trigger "tr" discards each DELETE on table "a"

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW;
END $$;
CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();
-- judged:
CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
-- says refuse: trigger "tr" discards writes on table "a"

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH STATEMENT EXECUTE FUNCTION f();

-- sqlite
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
CREATE TRIGGER tr BEFORE INSERT ON a BEGIN SELECT RAISE(IGNORE); END;
INSERT INTO a VALUES (2,2);
-- says refuse: trigger "tr" discards each INSERT on table "a"

-- sqlite
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
CREATE TRIGGER tr BEFORE DELETE ON a WHEN old.x > 5 BEGIN SELECT RAISE(IGNORE); END;
-- says refuse: trigger "tr" discards each DELETE on table "a" for which its condition holds

-- sqlite
CREATE TABLE a (id int PRIMARY KEY, x int);
-- judged:
CREATE TRIGGER tr BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, 'no'); END;

-- postgres
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE VIEW av AS SELECT * FROM a;
-- judged:
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER tr INSTEAD OF INSERT ON av FOR EACH ROW EXECUTE FUNCTION f();

-- mysql
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
-- judged:
CREATE TRIGGER t AFTER INSERT ON b FOR EACH ROW BEGIN SET @n = 1; DELETE FROM a WHERE 1 = 1; END;
-- says refuse: trigger "t" deletes every row of table "a" at each INSERT on table "b"

-- sqlite
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
-- judged:
CREATE TRIGGER t AFTER DELETE ON b BEGIN DELETE FROM a WHERE id = OLD.id; END;

-- sqlite
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
-- judged:
CREATE TRIGGER t AFTER DELETE ON b WHEN OLD.id > 3 BEGIN DELETE FROM a; END;
-- says refuse: trigger "t" deletes every row of table "a" at each DELETE on table "b" for which its condition holds

-- postgres
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN TRUNCATE a; RETURN NEW; END $$;
-- judged:
CREATE TRIGGER t AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION f();
-- says refuse: trigger "t" deletes every row of table "a" at each INSERT on table "b"

-- postgres
CREATE TABLE b (id int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM news; RETURN NEW; END $$;
-- judged:
CREATE TABLE news (id int);
CREATE TRIGGER t AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION f();
