-- mysql, engine=singlestore
-- migration:
CREATE TABLE people (id bigint, email varchar(140), PRIMARY KEY (email, id), CONSTRAINT people_email UNIQUE (id, email));
