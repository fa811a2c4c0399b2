-- postgres
-- migration:
GRANT SELECT ON pets TO app_user;
