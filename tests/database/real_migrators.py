"""drizzle-orm's own migrators as witnesses, run by Node with the drivers that people use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from kits import CACHE
from kits import ENVIRONMENT
from kits import KIT_1
from kits import KIT_31
from kits import installed

BETTER_SQLITE3 = "better-sqlite3@12.11.1"
# libsql has better-sqlite3's interface and needs no compiler; Drizzle's driver imports the other
# one.
DRIVERS = ("pg@8.23.1", "mysql2@3.24.6", "libsql@0.5.29", BETTER_SQLITE3)

_SCRIPT = """
import { createRequire } from "node:module";
const [folder, kind, migrations, target] = process.argv.slice(2);
const require = createRequire(folder + "/package.json");
const say = (value) => process.stdout.write(JSON.stringify(value) + "\\n");
const reason = (error) => {
  const cause = error.cause ?? error;
  return { ok: false, code: String(cause.code ?? ""), message: String(cause.message ?? cause) };
};
const config = { migrationsFolder: migrations };
try {
  if (kind === "better-sqlite3" || kind === "libsql") {
    const Database = require(kind);
    const { drizzle } = require("drizzle-orm/better-sqlite3");
    const { migrate } = require("drizzle-orm/better-sqlite3/migrator");
    // better-sqlite3 waits for who writes by itself, libsql doesn't.
    const client = new Database(target, { timeout: 10000 });
    const db = drizzle.length > 0 && require("drizzle-orm/package.json").version.startsWith("0.")
      ? drizzle(client) : drizzle({ client });
    migrate(db, config);
    client.close();
  } else if (kind === "pg") {
    const { Client } = require("pg");
    const { drizzle } = require("drizzle-orm/node-postgres");
    const { migrate } = require("drizzle-orm/node-postgres/migrator");
    const client = new Client(JSON.parse(target));
    await client.connect();
    try { await migrate(drizzle({ client }), config); } finally { await client.end(); }
  } else {
    const mysql = require("mysql2/promise");
    const { drizzle } = require("drizzle-orm/mysql2");
    const { migrate } = require("drizzle-orm/mysql2/migrator");
    const client = await mysql.createConnection(JSON.parse(target));
    try { await migrate(drizzle({ client }), config); } finally { await client.end(); }
  }
  say({ ok: true });
} catch (error) {
  say(reason(error));
}
"""


class Said(NamedTuple):
    """How the real migrator ended."""

    ok: bool
    code: str = ""
    message: str = ""


def real_migrate(generation: str, kind: str, migrations: Path, target: str) -> Said:
    """Run drizzle-orm's migrator (`0.45` or `1.0`) through `pg`, `mysql2`, `better-sqlite3`,
    `libsql`.

    `target` is a file for SQLite, else the driver's settings as JSON. Skips where npm can't
    install.
    """
    folder = _folder(generation, kind)
    script = os.path.join(folder, "forge-migrate.mjs")
    if not os.path.exists(script) or Path(script).read_text() != _SCRIPT:
        part = f"{script}.{os.getpid()}"
        Path(part).write_text(_SCRIPT)
        os.replace(part, script)
    done = subprocess.run(
        ["node", script, folder, kind, str(migrations), target],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    return Said(said["ok"], said.get("code", ""), said.get("message", ""))


def _folder(generation: str, kind: str) -> str:
    orm = KIT_31[1] if generation == "0.45" else KIT_1[1]
    folder = installed(orm, *DRIVERS)
    return _with_better_sqlite3(folder) if kind == "better-sqlite3" else folder


def _with_better_sqlite3(folder: str) -> str:
    """The folder with better-sqlite3's binary: downloaded by its installer, or built with
    FORGE_TEST_BUILD."""
    package = os.path.join(folder, "node_modules", "better-sqlite3")
    binary = os.path.join(package, "build", "Release", "better_sqlite3.node")
    if os.path.exists(binary):
        return folder
    built = os.path.join(CACHE, "better_sqlite3.node")
    if os.path.exists(built):
        os.makedirs(os.path.dirname(binary), exist_ok=True)
        shutil.copy(built, binary)
        return folder
    if os.environ.get("FORGE_TEST_BUILD") or ENVIRONMENT.get("FORGE_TEST_BUILD"):
        command = ["npm", "rebuild", "better-sqlite3", "--foreground-scripts"]
        subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, timeout=600)
    else:
        command = ["node", "../prebuild-install/bin.js"]
        subprocess.run(command, cwd=package, env=ENVIRONMENT, capture_output=True, timeout=30)
    if not os.path.exists(binary):
        pytest.skip("better-sqlite3 has no binary here; FORGE_TEST_BUILD=1 compiles one")
    return folder
