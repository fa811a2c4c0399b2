-- postgres
-- migration:
ALTER ROLE app_user SUPERUSER;
