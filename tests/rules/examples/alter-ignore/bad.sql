-- mysql
-- earlier:
CREATE TABLE users (id int PRIMARY KEY, email varchar(99));
-- migration:
ALTER IGNORE TABLE users ADD UNIQUE KEY users_email (email);
