#!/usr/bin/env node
// Starts the runtime that npm installed for this platform. Git's hooks start it by ../hook.sh, without Node.
"use strict";

const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { dirname, join } = require("node:path");

const START = "from forge_migrations.entry import program; program()";
const { optionalDependencies } = require("../package.json");

function runtime() {
  for (const name of Object.keys(optionalDependencies)) {
    const [os, cpu] = name.split("/")[1].split("-");
    if (os !== process.platform || cpu !== process.arch) continue;
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      const python = join(folder, os === "win32" ? "python.exe" : "bin/python");
      if (existsSync(python)) return python;
    } catch {
      // Not installed: the other libc's, or optional dependencies were left out.
    }
  }
  return undefined;
}

const python = runtime();
if (python === undefined) {
  console.error(
    `forge-migrations: its runtime for ${process.platform}-${process.arch} is not installed\n` +
      "  fix: install again with optional dependencies (npm install --include=optional); where npm has none: pipx install forge-migrations",
  );
  process.exit(3);
}
const ran = spawnSync(python, ["-I", "-S", "-c", START, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, FORGE_INSTALLED_BY: "npm" },
});
if (ran.error) {
  console.error(`forge-migrations: ${python}: ${ran.error.message}`);
  process.exit(3);
}
process.exit(ran.signal ? 130 : ran.status);
