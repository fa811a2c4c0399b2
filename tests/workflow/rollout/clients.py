"""Releases that read and write in a loop: drizzle-orm processes, each with a schema of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from typing import NamedTuple

from kits import ENVIRONMENT

PROGRAM = """
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
const [folder, kind, target, schemaPath, release] = process.argv.slice(2);
const require = createRequire(folder + "/package.json");
const { eq, and, isNotNull } = require("drizzle-orm");
const schema = require(schemaPath);
const { users, notes } = schema;
const { defineRelations } = require("drizzle-orm");  // since 1.0
const wired = (client) => defineRelations ? [{ client, relations: defineRelations(schema) }]
  : [client, { schema, mode: "default" }];
let db, end;
if (kind === "pg") {
  const { Client } = require("pg");
  const client = new Client(JSON.parse(target));
  await client.connect();
  db = require("drizzle-orm/node-postgres").drizzle(...wired(client));
  end = () => client.end();
} else if (kind === "mysql") {
  const client = await require("mysql2/promise").createConnection(JSON.parse(target));
  db = require("drizzle-orm/mysql2").drizzle(...wired(client));
  end = () => client.end();
} else {
  const Database = require("libsql");
  const client = new Database(target, { timeout: 10000 });
  client.exec("PRAGMA foreign_keys = ON");
  db = require("drizzle-orm/better-sqlite3").drizzle(...wired(client));
  end = () => client.close();
}
const failures = {};
const marks = [], noted = [];
let queries = 0;
async function tried(what, query) {
  queries += 1;
  try { return await query(); } catch (error) {
    const cause = error.cause ?? error;
    const said = `${what}: ${cause.message ?? cause}`;
    failures[said] = (failures[said] ?? 0) + 1;
  }
}
let going = true;
process.stdin.on("data", () => { going = false; });
process.stdin.on("end", () => { going = false; });
const stop = Date.now() + 60000;
process.stdout.write("ready\\n");
for (let at = 0; (going || at < 5) && Date.now() < stop; at++) {
  const mark = `${release}-${process.pid}-${at}`;
  const row = { mark };
  const values = { email: `${mark}@example.com`, plan: "free", name: "n", role: "a", nick: "n", kind: "x", at: new Date(),
    mood: users.mood?.enumValues?.at(-1), age: 7, code: users.code?.dataType === "number" ? 12 : "c12" };
  for (const name of Object.keys(users)) {
    const needed = users[name]?.notNull || at % 2;  // what isn't required is left out now and then
    if (name in values && needed) row[name] = values[name];
  }
  if (await tried("INSERT INTO users", () => db.insert(users).values(row))) marks.push(mark);
  await tried("SELECT FROM users", () => db.select().from(users).where(eq(users.mark, mark)));
  await tried("query.users", () => db.query.users.findFirst({ where: defineRelations ? { mark } : eq(users.mark, mark) }));
  if (users.name)
    await tried("UPDATE users", () => db.update(users).set({ name: "m" }).where(and(eq(users.mark, mark), isNotNull(users.name))));
  const note = { mark };
  if (notes?.owner) {
    const found = await tried("SELECT id FROM users", () => db.select({ id: users.id }).from(users).where(eq(users.mark, mark)));
    note.owner = found?.[0]?.id;
  }
  if (notes && await tried("INSERT INTO notes", () => db.insert(notes).values(note))) noted.push(mark);
  if (notes) await tried("SELECT FROM notes", () => db.select().from(notes).limit(1));
  await new Promise((done) => setTimeout(done, 10));
}
await end();
process.stdout.write(JSON.stringify({ queries, marks, noted, failures }) + "\\n");
process.exit(0);
"""


class Told(NamedTuple):
    """What a release met."""

    queries: int
    marks: list[str]
    """Of the rows that it wrote into users."""
    noted: list[str]
    """Of those into notes."""
    failures: dict[str, int]
    """What failed, and how often."""


class Client:
    """One release that runs."""

    def __init__(self, app: Path, kind: str, target: str, schema: str, release: str) -> None:
        program = app / "client.mjs"
        program.write_text(PROGRAM)
        command = ["node", str(program), str(app), kind, target, str(app / schema), release]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def stop(self) -> Told:
        """End it after its current turn."""
        out, _ = self._process.communicate("stop\n", timeout=70)
        said: dict[str, Any] = json.loads(out.splitlines()[-1])
        return Told(said["queries"], said["marks"], said["noted"], said["failures"])
