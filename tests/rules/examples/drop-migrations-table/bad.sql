-- sqlite
-- migration:
DROP TABLE d1_migrations;
