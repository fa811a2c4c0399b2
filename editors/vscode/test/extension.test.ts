// The extension against mocks of VS Code and of the language client (./mocks): what it starts and what it says.

import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { events, given, noted } from "./mocks";
import * as extension from "../src/extension";
import manifest from "../package.json";

const before = process.env["PATH"];
let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "vscode-"));
  Object.assign(given, { folders: [root], configs: [], open: undefined, path: "", press: undefined, fails: false });
  for (const list of [noted.messages, noted.tasks, noted.opened, noted.clients]) list.length = 0;
  noted.commands.clear();
  process.env["PATH"] = root; // nothing of this machine's is found
});

afterEach(async () => {
  await extension.deactivate();
  process.env["PATH"] = before;
  rmSync(root, { recursive: true, force: true });
});

function installed(folder = ""): string {
  const bin = path.join(root, folder, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  const program = path.join(bin, "forge-migrations");
  writeFileSync(program, '#!/bin/sh\necho "$@ in $(pwd)"\n');
  chmodSync(program, 0o755);
  return program;
}

async function activated(): Promise<void> {
  await extension.activate({ subscriptions: [] } as never);
}

/** Waits for what nobody awaits: a message, or what a button does. */
async function until(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !done(); turn++) await new Promise((next) => setTimeout(next, 5));
  assert.ok(done(), JSON.stringify(noted));
}

const posix = { skip: process.platform === "win32" ? "npm's script is found instead of a program there" : false };

test("the workspace's own server is started with lsp in the folder", posix, async () => {
  installed();
  await activated();
  const [client] = noted.clients;
  assert.ok(client);
  const server = (await client.server()) as ChildProcess;
  const said = await new Promise((resolve) => server.stdout?.once("data", (data: Buffer) => resolve(data.toString())));
  assert.equal(said, `lsp in ${realpathSync(root)}\n`);
  assert.equal(client.state, "started");
  assert.deepEqual(client.settings["documentSelector"], extension.DOCUMENTS);
  assert.deepEqual(noted.messages, []);
});

test("what a package has beside its config is started where the root has none", posix, async () => {
  installed("packages/db");
  given.configs = [path.join(root, "packages", "db", "drizzle.config.ts")];
  await activated();
  assert.equal(noted.clients.length, 1);
});

test("every command of the manifest is there", async () => {
  await activated();
  await until(() => noted.messages.length > 0);
  const told = manifest.contributes.commands.map((each) => each.command).sort();
  assert.deepEqual([...noted.commands.keys()].sort(), told);
});

test("a restart ends the one before", posix, async () => {
  installed();
  await activated();
  await noted.commands.get("forgeMigrations.restart")?.();
  assert.deepEqual(noted.clients.map((each) => each.state), ["disposed", "started"]);
});

test("another path starts anew, and another setting doesn't", posix, async () => {
  installed();
  await activated();
  events["configuration"]?.({ affectsConfiguration: (name: string) => name === "forgeMigrations.path" });
  events["configuration"]?.({ affectsConfiguration: () => false });
  await until(() => noted.clients.length === 2);
  await extension.deactivate();
  assert.equal(noted.clients.length, 2);
});

test("review and generate run in a terminal that stays", posix, async () => {
  const command = installed();
  await activated();
  await noted.commands.get("forgeMigrations.review")?.();
  given.open = path.join(root, "drizzle", "0001_a b.sql");
  await noted.commands.get("forgeMigrations.review")?.();
  await noted.commands.get("forgeMigrations.generate")?.();
  assert.deepEqual(noted.opened.filter((each) => each === "save all").length, 3);
  assert.deepEqual(
    noted.tasks.map((each) => [each.execution["command"], each.execution["second"], each.execution["third"]]),
    [
      [command, ["review", "--open"], { cwd: root }],
      [command, ["review", given.open, "--open"], { cwd: root }],
      [command, ["generate"], { cwd: root }],
    ],
  );
});

test("where there is none it is said once, in a sentence, with what installs it", posix, async () => {
  writeFileSync(path.join(root, "pnpm-lock.yaml"), "");
  await activated();
  await until(() => noted.messages.length > 0);
  assert.deepEqual(noted.clients, []);
  assert.deepEqual(noted.messages, [
    {
      sentence: "forge-migrations isn't installed in this workspace, so nothing is checked while you type.",
      buttons: ["Run: pnpm add -D forge-migrations", "How to Install"],
    },
  ]);
});

test("the button installs, and the server is started once that ended well", posix, async () => {
  writeFileSync(path.join(root, "package-lock.json"), "{}");
  given.press = "Run:";
  await activated();
  await until(() => noted.tasks.length > 0);
  const [task] = noted.tasks;
  assert.equal(task?.execution["command"], "npm install -D forge-migrations");
  events["ended"]?.({ execution: { task }, exitCode: 1 });
  installed();
  events["ended"]?.({ execution: { task: { name: "build", source: "npm" } }, exitCode: 0 });
  assert.equal(noted.clients.length, 0);
  events["ended"]?.({ execution: { task }, exitCode: 0 });
  await until(() => noted.clients.length > 0);
  await extension.deactivate();
  assert.equal(noted.clients.length, 1);
});

test("the other button opens the page", posix, async () => {
  given.press = "How";
  await activated();
  await until(() => noted.opened.length > 0);
  assert.match(noted.opened[0] ?? "", /docs\/editors\.md$/);
});

test("a setting that leads nowhere is named, and nothing else is tried", posix, async () => {
  installed();
  given.path = "/nowhere/forge-migrations";
  await activated();
  await until(() => noted.messages.length > 0);
  assert.deepEqual(noted.clients, []);
  assert.match(noted.messages[0]?.sentence ?? "", /^the setting forgeMigrations\.path names \/nowhere/);
});

test("a server that doesn't start is told with its own words, and a button for its remedy", posix, async () => {
  const fix = "  fix: install it: python -m pip install 'forge-migrations[lsp]'";
  writeFileSync(installed(), `#!/bin/sh\necho "forge-migrations: it needs pygls" >&2\necho "${fix}" >&2\nexit 2\n`);
  Object.assign(given, { fails: true, press: "Run:" });
  await activated();
  assert.deepEqual(noted.messages, [
    {
      sentence: "forge-migrations from node_modules didn't start: it needs pygls",
      buttons: ["Run: python -m pip install 'forge-migrations[lsp]'", "Open the Log", "Open the Settings"],
    },
  ]);
  await until(() => noted.tasks.length > 0);
  assert.equal(noted.tasks[0]?.execution["command"], "python -m pip install 'forge-migrations[lsp]'");
});

test("a server that says nothing is told with the log", posix, async () => {
  installed();
  Object.assign(given, { fails: true, press: "Open the Settings" });
  await activated();
  assert.match(noted.messages[0]?.sentence ?? "", /from node_modules didn't start: its words are in the log/);
  await until(() => noted.opened.length > 0);
  assert.deepEqual(noted.opened, ["workbench.action.openSettings"]);
});
