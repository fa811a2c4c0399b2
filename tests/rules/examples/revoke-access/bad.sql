-- postgres
-- migration:
REVOKE SELECT ON pets FROM app_user;
