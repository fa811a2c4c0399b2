"""The files of the demo's project: a server on PostgreSQL, a device on SQLite, one repository."""

from __future__ import annotations

PACKAGES = ("drizzle-kit@0.31", "drizzle-orm@0.45")

_CONFIG = """\
import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "%s",
  schema: "./schema.ts",
  out: "./drizzle",
});
"""

_PACKAGE = """\
{
  "name": "%s",
  "private": true,
  "scripts": {
    "db:generate": "drizzle-kit generate"
  }
}
"""

SERVER_SCHEMA = """\
import { integer, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const teams = pgTable("teams", {
  id: serial("id").primaryKey(),
  name: text("name").notNull(),
});

export const users = pgTable("users", {
  id: serial("id").primaryKey(),
  name: text("name").notNull(),
  team: integer("team").references(() => teams.id),
});

export const sessions = pgTable("sessions", {
  token: text("token").primaryKey(),
  user: integer("user").notNull(),
  until: timestamp("until").notNull(),
});
"""

DEVICE_SCHEMA = """\
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const teams = sqliteTable("teams", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
  colour: text("colour"),
});

export const readings = sqliteTable("readings", {
  id: integer("id").primaryKey(),
  team: integer("team").references(() => teams.id),
  value: integer("value").notNull(),
});
"""

FILES = {
    ".gitignore": "node_modules/\n",
    "server/package.json": _PACKAGE % "server",
    "server/drizzle.config.ts": _CONFIG % "postgresql",
    "server/schema.ts": SERVER_SCHEMA,
    "device/package.json": _PACKAGE % "device",
    "device/drizzle.config.ts": _CONFIG % "sqlite",
    "device/schema.ts": DEVICE_SCHEMA,
}
