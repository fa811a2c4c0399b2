-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
-- migration:
CREATE TRIGGER t BEFORE UPDATE ON pets FOR EACH ROW EXECUTE FUNCTION f();
