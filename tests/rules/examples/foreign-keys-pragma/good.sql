-- sqlite, libsql
-- migration:
PRAGMA foreign_keys=OFF;
