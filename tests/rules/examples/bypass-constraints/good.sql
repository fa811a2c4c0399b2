-- mysql
-- migration:
SET NAMES utf8mb4;
