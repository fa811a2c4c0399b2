-- postgres
-- migration:
ALTER ROLE app_user CREATEDB;
