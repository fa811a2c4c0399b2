import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { createProtocolConnection, InitializeRequest, ShutdownRequest } from "vscode-languageserver-protocol/node";
import { ability, find, installing, Lacking, lastWords, started, type Ability, type Place } from "../src/finding";

const posix = { skip: process.platform === "win32" ? "its programs have no executable bit" : false };
let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "finding-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function file(name: string, mode = 0o755, text = "#!/bin/sh\n"): string {
  const whole = path.join(root, name);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  chmodSync(whole, mode);
  return whole;
}

function place(more: Partial<Place> = {}): Place {
  return {
    setting: "",
    folders: [path.join(root, "app")],
    env: { PATH: path.join(root, "bin"), HOME: path.join(root, "home") },
    platform: process.platform,
    interpreters: [],
    ability: () => Promise.resolve("server"),
    ...more,
  };
}

test("nothing is found where nothing is", async () => {
  assert.equal(await find(place()), undefined);
  assert.equal(await find(place({ folders: [], env: {} })), undefined);
});

test("node_modules of the folder come first, then PATH, then an interpreter", posix, async () => {
  const python = file("app/.venv/bin/python");
  assert.deepEqual(await find(place()), { command: python, args: ["-P", "-m", "forge_migrations"], from: python });
  const onPath = file("bin/forge-migrations");
  assert.deepEqual(await find(place()), { command: onPath, args: [], from: "PATH" });
  const own = file("app/node_modules/.bin/forge-migrations");
  assert.deepEqual(await find(place()), { command: own, args: [], from: "node_modules" });
});

test("a package of a monorepo finds what its root has installed", posix, async () => {
  const own = file("node_modules/.bin/forge-migrations");
  const found = await find(place({ folders: [path.join(root, "packages", "db")] }));
  assert.equal(found?.command, own);
});

test("of several folders the first that has it counts", posix, async () => {
  const second = file("b/node_modules/.bin/forge-migrations");
  const found = await find(place({ folders: [path.join(root, "a"), path.join(root, "b")] }));
  assert.equal(found?.command, second);
});

test("what can't be executed, and a folder of the name, are passed over", posix, async () => {
  file("app/node_modules/.bin/forge-migrations", 0o644);
  mkdirSync(path.join(root, "bin", "forge-migrations"), { recursive: true });
  assert.equal(await find(place()), undefined);
});

test("a relative entry of PATH is nobody's program", posix, async () => {
  file("bin/forge-migrations");
  assert.equal(await find(place({ env: { PATH: "bin:." } })), undefined);
});

test("the chosen interpreter is asked before the folder's, and only one that has the server counts", posix, async () => {
  const chosen = file("envs/chosen/bin/python");
  const own = file("app/.venv/bin/python");
  const asked: string[] = [];
  const has = (python: string): Promise<Ability> => {
    asked.push(python);
    return Promise.resolve(python === own ? "server" : "hooks");
  };
  const found = await find(place({ interpreters: [chosen, chosen], ability: has }));
  assert.equal(found?.command, own);
  assert.deepEqual(asked, [chosen, own]);
});

test("the setting counts before all else: a program, an interpreter, a name on PATH", posix, async () => {
  file("app/node_modules/.bin/forge-migrations");
  const program = file("tools/forge");
  assert.deepEqual(await find(place({ setting: program })), { command: program, args: [], from: "the setting" });
  assert.equal((await find(place({ setting: "../tools/forge" })))?.command, program);
  const python = file("envs/x/bin/python3.12");
  assert.deepEqual((await find(place({ setting: python })))?.args, ["-P", "-m", "forge_migrations"]);
  const own = file("home/bin/forge");
  assert.equal((await find(place({ setting: " ~/bin/forge " })))?.command, own);
  const named = file("bin/forge-here");
  assert.equal((await find(place({ setting: "forge-here" })))?.command, named);
});

test("a setting that leads nowhere is an error and falls back to nothing", posix, async () => {
  file("app/node_modules/.bin/forge-migrations");
  await assert.rejects(find(place({ setting: "./gone" })), /names \.\/gone, which isn't there/);
  await assert.rejects(find(place({ setting: "gone" })), /names gone, which isn't there/);
});

test("an interpreter that has only the hooks is told with what it lacks", posix, async () => {
  const python = file("my envs/x/bin/python");
  const has = (each: string): Promise<Ability> => Promise.resolve(each === python ? "hooks" : "nothing");
  await assert.rejects(find(place({ interpreters: [python], ability: has })), (error) => {
    assert.ok(error instanceof Lacking);
    assert.equal(error.message, `forge-migrations of ${python} has no language server: pygls isn't installed`);
    assert.equal(error.command, `"${python}" -m pip install "forge-migrations[lsp]"`);
    return true;
  });
});

test("what a server said before it ended is told with the command that it says", () => {
  const said =
    "forge-migrations: the language server needs pygls, which isn't installed\n" +
    "  fix: install it: python -m pip install 'forge-migrations[lsp]'\n";
  const { message, command } = lastWords(`a warning\n${said}`, "PATH");
  const why = "the language server needs pygls, which isn't installed";
  assert.equal(message, `forge-migrations from PATH didn't start: ${why}`);
  assert.equal(command, "python -m pip install 'forge-migrations[lsp]'");
  assert.equal(lastWords("Traceback", "PATH").message, "forge-migrations from PATH didn't start: its words are in the log");
});

test("on Windows the script is started by Node, which starts no .cmd", async () => {
  const script = file("app/node_modules/forge-migrations/bin/forge-migrations.js");
  const found = await find(place({ platform: "win32", env: {} }));
  assert.deepEqual(found, { command: "node", args: [script], from: "node_modules" });
});

test("the button's command is that of the lock file, at the nearest folder that has one", async () => {
  const at = async (): Promise<string | undefined> => (await installing(path.join(root, "app")))?.command;
  file("app/package.json", 0o644, "{}");
  assert.equal(await at(), "npm install -D forge-migrations");
  file("bun.lock", 0o644);
  assert.equal(await at(), "bun add -d forge-migrations");
  file("app/yarn.lock", 0o644, "# THIS IS AN AUTOGENERATED FILE.\n# yarn lockfile v1\n");
  assert.equal(await at(), "yarn add -D forge-migrations");
  file("app/package.json", 0o644, '{"workspaces": ["packages/*"]}');
  assert.equal(await at(), "yarn add -D -W forge-migrations");
  file("app/yarn.lock", 0o644, "__metadata:\n  version: 8\n");
  assert.equal(await at(), "yarn add -D forge-migrations");
  file("app/pnpm-lock.yaml", 0o644);
  assert.equal(await at(), "pnpm add -D forge-migrations");
  file("app/pnpm-workspace.yaml", 0o644);
  assert.equal(await at(), "pnpm add -D -w forge-migrations");
  file("app/package-lock.json", 0o644);
  assert.deepEqual(await installing(path.join(root, "app", "src")), {
    command: "npm install -D forge-migrations",
    cwd: path.join(root, "app"),
  });
});

test("an interpreter that isn't one has no server", async () => {
  assert.equal(await ability(path.join(root, "nothing")), "nothing");
});

// The real thing: what the finding finds here is started, and speaks.
test("the program that is found answers as a language server", async (context) => {
  const here = [process.cwd(), path.resolve(process.cwd(), "..", "..")];
  const found = await find(place({ setting: process.env["FORGE_MIGRATIONS"] ?? "", folders: here, env: process.env, ability }));
  if (found === undefined) {
    context.skip("no forge-migrations is installed here: make a virtual environment with `make test`");
    return;
  }
  let said = "";
  const server = await started(found, root, (words) => (said += words));
  assert.ok(server.stdout && server.stdin);
  const ended = new Promise((resolve) => server.on("exit", resolve));
  const early = ended.then((code) => assert.fail(`it ended with ${String(code)}: ${said}`));
  early.catch(() => undefined);
  const connection = createProtocolConnection(server.stdout, server.stdin);
  connection.listen();
  const question = { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: null };
  const answer = await Promise.race([connection.sendRequest(InitializeRequest.type, question), early]);
  assert.ok(answer.capabilities.codeActionProvider);
  assert.ok(answer.capabilities.hoverProvider);
  assert.ok((answer.capabilities.executeCommandProvider?.commands.length ?? 0) > 0);
  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification("exit");
  assert.equal(await ended, 0);
  connection.dispose();
});
