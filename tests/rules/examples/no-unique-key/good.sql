-- mysql, engine=planetscale
-- migration:
CREATE TABLE visits (id int NOT NULL, at datetime, UNIQUE KEY visits_id (id));
