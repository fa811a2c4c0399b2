-- postgres
-- earlier:
CREATE TABLE audit (id integer PRIMARY KEY, what text);
-- migration:
CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
--> statement-breakpoint
CREATE TRIGGER no_audit BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION quiet();
