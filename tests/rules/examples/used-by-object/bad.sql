-- postgres
-- earlier:
CREATE TABLE letters (id bigint PRIMARY KEY, owner varchar(40) NOT NULL);
CREATE POLICY own_letters ON letters USING (owner = current_user);
-- migration:
ALTER TABLE letters ALTER COLUMN owner TYPE text;
