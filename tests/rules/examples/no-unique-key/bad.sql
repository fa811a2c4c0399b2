-- mysql, engine=planetscale
-- migration:
CREATE TABLE visits (who int, at datetime, UNIQUE KEY visits_who (who));
