"""A history in which a small table waits for a large one: SHORT locks `events` for a moment, LONG reads all of
`users` behind it."""

from __future__ import annotations

from workflow.histories import Columns

TABLES: dict[str, Columns] = {
    "events": {"id": "bigint*", "note": "text"}, "users": {"id": "bigint*", "name": "text"},
}  # fmt: skip
FIRST = (
    "one",
    ['CREATE TABLE "events" ("id" bigint PRIMARY KEY NOT NULL, "note" text);',
     'CREATE TABLE "users" ("id" bigint PRIMARY KEY NOT NULL, "name" text);'],
    TABLES,
)  # fmt: skip
SHORT = ("two", ['ALTER TABLE "events" ADD COLUMN "kind" text;'], TABLES)
LONG = ("three", ['CREATE INDEX "users_name" ON "users" ("name");'], TABLES)
