-- mysql, engine=singlestore
-- migration:
CREATE TABLE people (id bigint PRIMARY KEY, email varchar(140), CONSTRAINT people_email UNIQUE (email));
