-- postgres
-- earlier:
CREATE TABLE audit (id integer PRIMARY KEY, what text);
-- migration:
CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'closed'; END $$;
--> statement-breakpoint
CREATE TRIGGER no_audit BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION stop();
