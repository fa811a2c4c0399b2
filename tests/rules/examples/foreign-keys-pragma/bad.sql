-- sqlite, better-sqlite3
-- migration:
PRAGMA foreign_keys=OFF;
