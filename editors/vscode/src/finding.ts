// Where the server is: the setting, the workspace's node_modules, PATH, the interpreter, in this order.
// Nothing here knows VS Code, so that it is tested without it.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import * as path from "node:path";

/** How forge-migrations is started; the command's own words go behind `args`. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** As a person is told: `node_modules`, `PATH`, … */
  readonly from: string;
}

/** What the finding looks at. */
export interface Place {
  /** `forgeMigrations.path`, as it was typed. */
  readonly setting: string;
  /** The workspace's folders, and behind them those of its Drizzle configs. */
  readonly folders: readonly string[];
  /** `PATH` and on Windows `PATHEXT`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The interpreters that the workspace has chosen, the most particular first. */
  readonly interpreters: readonly string[];
  /** What the interpreter has: `ability`, but for a test. */
  readonly ability: (python: string) => Promise<Ability>;
}

/** The hooks alone are there where `pip install` was told of no extra. */
export type Ability = "server" | "hooks" | "nothing";

/** Why there is no server where one was looked for, in a sentence, and the command that mends it. */
export class Lacking extends Error {
  constructor(
    message: string,
    readonly command?: string,
  ) {
    super(message);
  }
}

const NAME = "forge-migrations";
// No module of the folder that is open is taken for ours.
const MODULE = ["-P", "-m", "forge_migrations"];
const PYTHON = /^(python|pythonw|pypy)[\d.]*(\.exe)?$/i;

/** The program, or undefined where there is none. A setting that leads nowhere is an error. */
export async function find(place: Place): Promise<Program | undefined> {
  if (place.setting.trim() !== "") return named(place);
  return (await installed(place)) ?? (await onPath(place)) ?? (await interpreted(place));
}

/** What the setting names, from the first folder; a bare name is looked for on PATH. */
async function named(place: Place): Promise<Program> {
  const words = home(place.setting.trim(), place.env);
  const bare = !/[\\/]/.test(words);
  const first = place.folders[0] ?? ".";
  const command = bare ? await lookedUp(words, place) : path.resolve(first, words);
  if (command === undefined || !(await isFile(command))) {
    throw new Lacking(`the setting forgeMigrations.path names ${place.setting.trim()}, which isn't there`);
  }
  if (PYTHON.test(path.basename(command))) return { command, args: MODULE, from: "the setting" };
  return startable(command, "the setting", place);
}

/** `node_modules` of a folder or of one above it, as npm looks for it. */
async function installed(place: Place): Promise<Program | undefined> {
  for (const folder of place.folders) {
    for (const each of upwards(folder)) {
      const modules = path.join(each, "node_modules");
      if (place.platform === "win32") {
        // Node starts no .cmd: https://nodejs.org/api/child_process.html#spawning-bat-and-cmd-files-on-windows
        const script = path.join(modules, NAME, "bin", `${NAME}.js`);
        if (await isFile(script)) return { command: "node", args: [script], from: "node_modules" };
      } else {
        const command = path.join(modules, ".bin", NAME);
        if (await isProgram(command)) return { command, args: [], from: "node_modules" };
      }
    }
  }
  return undefined;
}

async function onPath(place: Place): Promise<Program | undefined> {
  const command = await lookedUp(NAME, place);
  return command === undefined ? undefined : startable(command, "PATH", place);
}

async function interpreted(place: Place): Promise<Program | undefined> {
  const inside = place.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  const own = place.folders.flatMap((folder) =>
    [".venv", "venv"].map((name) => path.join(folder, name, ...inside)),
  );
  const known = [];
  for (const name of ["python3", "python"]) known.push(await lookedUp(name, place));
  const asked = new Set<string>();
  let hooks: string | undefined;
  for (const python of [...place.interpreters, ...own, ...known]) {
    if (python === undefined || asked.has(python) || !(await isFile(python))) continue;
    asked.add(python);
    const able = await place.ability(python);
    if (able === "server") return { command: python, args: MODULE, from: python };
    if (able === "hooks") hooks ??= python;
  }
  if (hooks === undefined) return undefined;
  const words = /^[\w@%+=:,.\\/-]+$/.test(hooks) ? hooks : `"${hooks}"`;
  const command = `${words} -m pip install "forge-migrations[lsp]"`;
  throw new Lacking(`forge-migrations of ${hooks} has no language server: pygls isn't installed`, command);
}

/** A program as Node can start it: npm's .cmd on Windows stands beside the script that it starts. */
async function startable(command: string, from: string, place: Place): Promise<Program> {
  if (place.platform !== "win32" || !/\.(cmd|bat)$/i.test(command)) return { command, args: [], from };
  const folder = path.dirname(command);
  for (const modules of [path.join(folder, "node_modules"), path.dirname(folder)]) {
    const script = path.join(modules, NAME, "bin", `${NAME}.js`);
    if (await isFile(script)) return { command: "node", args: [script], from };
  }
  throw new Lacking(`${command} can't be started without a shell: name the program itself in forgeMigrations.path`);
}

/** The first program of this name on PATH. */
async function lookedUp(name: string, place: Place): Promise<string | undefined> {
  const windows = place.platform === "win32";
  const endings = windows ? (place.env["PATHEXT"] ?? ".EXE;.CMD").split(";").filter(Boolean) : [""];
  const listed = (place.env["PATH"] ?? place.env["Path"] ?? "").split(windows ? ";" : ":");
  for (const folder of listed.filter((each) => path.isAbsolute(each))) {
    for (const ending of ["", ...endings]) {
      if (windows && ending === "" && path.extname(name) === "") continue;
      const command = path.join(folder, name + ending.toLowerCase());
      if (await isProgram(command)) return command;
    }
  }
  return undefined;
}

/** Asks an interpreter what it has. One before 3.11 knows no `-P`, and has nothing. */
export function ability(python: string): Promise<Ability> {
  const asked =
    "import sys; from importlib.util import find_spec as f; " +
    "sys.exit(11 if f('forge_migrations') is None else 12 if f('pygls') is None else 0)";
  return new Promise((resolve) => {
    execFile(python, ["-P", "-c", asked], { timeout: 10_000 }, (error) => {
      resolve(error === null ? "server" : error.code === 12 ? "hooks" : "nothing");
    });
  });
}

/** The server's process, once it runs; `hear` gets what it says beside the protocol. */
export function started(program: Program, cwd: string | undefined, hear: (words: string) => void): Promise<ChildProcess> {
  const server = spawn(program.command, [...program.args, "lsp"], cwd === undefined ? {} : { cwd });
  server.stderr.on("data", (data: Buffer) => hear(data.toString()));
  return new Promise((resolve, reject) => {
    server.once("spawn", () => resolve(server));
    server.once("error", reject);
  });
}

/** What a server said before it ended: its first line, and the command behind its `fix:`. */
export function lastWords(said: string, from: string): Lacking {
  const lines = said.split(/\r?\n/);
  const first = lines.find((line) => line.startsWith(`${NAME}: `))?.slice(NAME.length + 2);
  const fix = lines.map((line) => /^\s+fix: (?:[^:]*: )?(.+)$/.exec(line)?.[1]).find((each) => each !== undefined);
  return new Lacking(`forge-migrations from ${from} didn't start: ${first ?? "its words are in the log"}`, fix);
}

/** The command that installs the package as the workspace's other ones are; undefined without one. */
export async function installing(folder: string): Promise<{ command: string; cwd: string } | undefined> {
  for (const cwd of upwards(folder)) {
    const here = (name: string): Promise<boolean> => isFile(path.join(cwd, name));
    if (await here("package-lock.json")) return { command: `npm install -D ${NAME}`, cwd };
    if (await here("pnpm-lock.yaml")) {
      const root = (await here("pnpm-workspace.yaml")) ? " -w" : "";
      return { command: `pnpm add -D${root} ${NAME}`, cwd };
    }
    if (await here("yarn.lock")) {
      const root = (await isClassicWorkspace(cwd)) ? " -W" : "";
      return { command: `yarn add -D${root} ${NAME}`, cwd };
    }
    if ((await here("bun.lock")) || (await here("bun.lockb"))) return { command: `bun add -d ${NAME}`, cwd };
  }
  const own = await isFile(path.join(folder, "package.json"));
  return own ? { command: `npm install -D ${NAME}`, cwd: folder } : undefined;
}

/** Yarn 1 wants -W at the root of workspaces, and later ones don't know it. */
async function isClassicWorkspace(folder: string): Promise<boolean> {
  const lock = await readFile(path.join(folder, "yarn.lock"), "utf8");
  if (!lock.slice(0, 500).includes("# yarn lockfile v1")) return false;
  try {
    return (await readFile(path.join(folder, "package.json"), "utf8")).includes('"workspaces"');
  } catch {
    return false;
  }
}

function* upwards(folder: string): Generator<string> {
  for (let each = path.resolve(folder); ; each = path.dirname(each)) {
    yield each;
    if (path.dirname(each) === each) return;
  }
}

function home(words: string, env: Place["env"]): string {
  const own = env["HOME"] ?? env["USERPROFILE"];
  return own !== undefined && /^~[\\/]/.test(words) ? path.join(own, words.slice(2)) : words;
}

async function isFile(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isFile();
  } catch {
    return false;
  }
}

async function isProgram(name: string): Promise<boolean> {
  try {
    await access(name, constants.X_OK);
    return await isFile(name);
  } catch {
    return false;
  }
}
