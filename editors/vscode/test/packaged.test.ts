// What lies in the package: all that the extension requires, and nothing else of this folder.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import Module from "node:module";
import * as path from "node:path";
import { test } from "node:test";

const here = path.resolve(__dirname, "..", "..");

/** A MOCK of `vscode` that has a class under every name: enough for the real language client to load. */
const vscode = new Proxy({ version: "1.91.0" }, { get: (own, name) => (name === "version" ? own.version : class {}) });

test("all that is required is packaged, and no source and no test is", () => {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = function (this: unknown, request: string, ...rest: unknown[]): unknown {
    return request === "vscode" ? vscode : load.call(this, request, ...rest);
  };
  require("../src/extension");
  loader._load = load;
  const vsce = path.join(here, "node_modules", "@vscode", "vsce", "vsce");
  const listed = execFileSync(process.execPath, [vsce, "ls"], { cwd: here, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const packaged = new Set(listed.split("\n").map((each) => each.trim()).filter(Boolean));
  const required = Object.keys(require.cache)
    .map((each) => path.relative(here, each).split(path.sep).join("/"))
    .filter((each) => each !== "out/test/packaged.test.js");
  assert.ok(required.length > 50, required.join(" "));
  assert.deepEqual(required.filter((each) => !packaged.has(each)), []);
  const unlicensed = new Set([...packaged].map((each) => /^node_modules\/[^/]+\//.exec(each)?.[0]).filter(Boolean));
  for (const each of packaged) {
    const license = /^(node_modules\/[^/]+\/)licen[sc]e(\.\w+)?$/i.exec(each);
    if (license) unlicensed.delete(license[1]);
  }
  assert.deepEqual([...unlicensed], []);
  const own = [...packaged].filter((each) => !each.startsWith("node_modules/")).sort();
  assert.deepEqual(own, [
    "CHANGELOG.md", "LICENSE", "README.md", "icon.png",
    "out/src/extension.js", "out/src/finding.js", "package.json",
  ]);
  assert.deepEqual([...packaged].filter((each) => /\.(ts|map)$|\/(typescript|@vscode|@types)\//.test(each)), []);
});
