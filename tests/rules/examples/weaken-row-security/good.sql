-- postgres
-- earlier:
CREATE TABLE pets (id bigint PRIMARY KEY);
CREATE POLICY own ON pets USING (true);
-- migration:
DROP POLICY own ON pets;
CREATE POLICY own ON pets USING (id > 0);
