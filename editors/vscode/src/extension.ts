// Starts the server and hands it what it is about. What it finds, and what can be done, is the server's.

import type { ChildProcess } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction, ErrorAction, LanguageClient, State, type ErrorHandler, type LanguageClientOptions,
} from "vscode-languageclient/node";
import { ability, find, installing, Lacking, lastWords, started, type Program } from "./finding";

const SECTION = "forgeMigrations";
const SOURCE = "forge-migrations";
const HELP = "https://github.com/forge-migrations/forge-migrations/blob/main/docs/editors.md";

/** What the server speaks about: it answers nothing for a file that no Drizzle project has. */
export const DOCUMENTS = [
  { scheme: "file", pattern: "**/*.sql" },
  { scheme: "file", pattern: "**/*.{ts,mts,cts,js,mjs,cjs}" },
  { scheme: "file", pattern: "**/drizzle*config*.json" },
  { scheme: "file", pattern: "**/meta/{_journal,*_snapshot}.json" },
  { scheme: "file", pattern: "**/snapshot.json" },
  { scheme: "file", pattern: "**/.forge-migrations.toml" },
];

const CONFIGS = "**/drizzle*config*.{ts,mts,cts,js,mjs,cjs,json}";
/** Folders of a monorepo whose node_modules are looked at, at most. */
const MOST = 50;
/** Letters of what a server says that are kept. */
const LAST = 4000;
/** Milliseconds that a server which didn't start has for its last words. */
const PATIENCE = 2000;

let client: LanguageClient | undefined;
let program: Program | undefined;
/** The command of the button that was pressed: the server is looked for again once it ended. */
let installer: string | undefined;
let log: vscode.LogOutputChannel | undefined;
/** One start or stop after the other, whatever asked for it. */
let turn: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("Forge Migrations", { log: true });
  const command = vscode.commands.registerCommand;
  context.subscriptions.push(
    log,
    command(`${SECTION}.restart`, () => restart()),
    command(`${SECTION}.review`, () => review()),
    command(`${SECTION}.generate`, () => type("generate")),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.path`)) void restart();
    }),
    vscode.tasks.onDidEndTaskProcess((ended) => {
      const { name, source } = ended.execution.task;
      if (source === SOURCE && name === installer && ended.exitCode === 0) void restart();
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  turn = turn.then(stop);
  await turn;
}

function restart(): Promise<void> {
  turn = turn.then(stop).then(start);
  return turn;
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  try {
    await running?.dispose();
  } catch (error) {
    log?.warn(String(error));
  }
}

async function start(): Promise<void> {
  try {
    program = await found();
  } catch (error) {
    program = undefined;
    void told(error);
    return;
  }
  if (program === undefined) {
    void asked();
    return;
  }
  const { from, command, args } = program;
  log?.info(`started from ${from}: ${[command, ...args, "lsp"].join(" ")}`);
  const made = new Client(program);
  try {
    await made.start();
    client = made;
    await vscode.commands.executeCommand("setContext", `${SECTION}.found`, true);
  } catch (error) {
    log?.error(String(error));
    void told(lastWords(await made.lastWords(), from));
  }
}

/** The client of one program, which keeps to itself until its server has answered: who starts it says why
 * it didn't. */
class Client extends LanguageClient {
  #ran = false;
  #said = "";
  #ended: Promise<unknown> = Promise.resolve();

  constructor(server: Program) {
    let usual: ErrorHandler | undefined;
    const settings: LanguageClientOptions = {
      documentSelector: DOCUMENTS,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (...what) =>
          this.#ran
            ? (usual ??= this.createDefaultErrorHandler()).error(...what)
            : { action: ErrorAction.Continue, handled: true },
        // One that ended before it ever answered ends so again.
        closed: () =>
          this.#ran
            ? (usual ??= this.createDefaultErrorHandler()).closed()
            : { action: CloseAction.DoNotRestart, handled: true },
      },
      ...(log === undefined ? {} : { outputChannel: log }),
    };
    super(SECTION, "Forge Migrations", () => this.#started(server), settings);
    this.onDidChangeState(({ newState }) => (this.#ran ||= newState === State.Running));
  }

  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.#ran ? show : false);
  }

  /** What the server said beside the protocol, once it ended. */
  async lastWords(): Promise<string> {
    await Promise.race([this.#ended, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    return this.#said;
  }

  async #started(server: Program): Promise<ChildProcess> {
    const running = await started(server, cwd(), (words) => (this.#said = (this.#said + words).slice(-LAST)));
    this.#ended = new Promise((resolve) => running.once("close", resolve));
    return running;
  }
}

async function found(): Promise<Program | undefined> {
  return find({
    setting: vscode.workspace.getConfiguration(SECTION).get<string>("path", ""),
    folders: [...new Set([...folders(), ...(await configs())])],
    env: process.env,
    platform: process.platform,
    interpreters: await interpreters(),
    ability,
  });
}

/** The folders of the Drizzle configs: a package of a monorepo may have what its root hasn't. */
async function configs(): Promise<string[]> {
  const files = await vscode.workspace.findFiles(CONFIGS, "**/node_modules/**", MOST);
  return files.map((each) => path.dirname(each.fsPath)).sort();
}

/** The interpreter that the Python extension has for each folder, where it is installed. */
async function interpreters(): Promise<string[]> {
  const python = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  if (python === undefined) return [];
  try {
    const { environments } = await python.activate();
    const asked = vscode.workspace.workspaceFolders ?? [];
    return asked.map((folder) => environments.getActiveEnvironmentPath(folder.uri).path);
  } catch (error) {
    log?.warn(`the Python extension named no interpreter: ${String(error)}`);
    return [];
  }
}

/** https://github.com/microsoft/vscode-python/wiki/Python-Environment-APIs */
interface PythonExtension {
  environments: { getActiveEnvironmentPath(resource?: vscode.Uri): { path: string } };
}

function folders(): string[] {
  const all = vscode.workspace.workspaceFolders ?? [];
  return all.filter((folder) => folder.uri.scheme === "file").map((folder) => folder.uri.fsPath);
}

/** Where a command is typed: the folder of the file that is open, else the first one. */
function cwd(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  const own = document === undefined ? undefined : vscode.workspace.getWorkspaceFolder(document.uri);
  return own?.uri.fsPath ?? folders()[0];
}

/** The page about the migration that is open, else about what isn't committed yet. */
function review(): Promise<void> {
  const file = vscode.window.activeTextEditor?.document.uri;
  const sql = file?.scheme === "file" && file.fsPath.endsWith(".sql") ? [file.fsPath] : [];
  return type("review", ...sql, "--open");
}

/** A command in a terminal that stays, for it may ask. It reads the files on the disk. */
async function type(...words: string[]): Promise<void> {
  if (program === undefined) {
    await asked();
    return;
  }
  await vscode.workspace.saveAll(false);
  const where = cwd();
  const run = new vscode.ProcessExecution(
    program.command,
    [...program.args, ...words],
    where === undefined ? {} : { cwd: where },
  );
  await shown(new vscode.Task({ type: "process" }, vscode.TaskScope.Workspace, words[0] ?? "", SOURCE, run));
}

async function shown(task: vscode.Task): Promise<void> {
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  await vscode.tasks.executeTask(task);
}

/** No server was found: what installs it, for who wants that. */
async function asked(): Promise<void> {
  const folder = folders()[0];
  const way = folder === undefined ? undefined : await installing(folder);
  const run = way === undefined ? [] : [`Run: ${way.command}`];
  const sentence = "forge-migrations isn't installed in this workspace, so nothing is checked while you type.";
  const chosen = await vscode.window.showWarningMessage(sentence, ...run, "How to Install");
  if (chosen === "How to Install") await vscode.env.openExternal(vscode.Uri.parse(HELP));
  else if (chosen !== undefined && way !== undefined) await install(way.command, way.cwd);
}

async function install(command: string, cwd?: string): Promise<void> {
  const run = new vscode.ShellExecution(command, cwd === undefined ? {} : { cwd });
  installer = command;
  await shown(new vscode.Task({ type: "shell" }, vscode.TaskScope.Workspace, command, SOURCE, run));
}

/** Something is wrong that a person has to look at. */
async function told(error: unknown): Promise<void> {
  const sentence = error instanceof Error ? error.message : String(error);
  const command = error instanceof Lacking ? error.command : undefined;
  const run = command === undefined ? [] : [`Run: ${command}`];
  const chosen = await vscode.window.showErrorMessage(sentence, ...run, "Open the Log", "Open the Settings");
  if (chosen === "Open the Log") log?.show();
  else if (chosen === "Open the Settings") {
    await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.path`);
  } else if (chosen !== undefined && command !== undefined) await install(command, folders()[0]);
}
