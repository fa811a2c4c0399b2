-- mysql
-- migration:
SET FOREIGN_KEY_CHECKS=0;
