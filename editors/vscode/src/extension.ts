// Starts the server and hands it what it is about. What it finds, and what can be done, is the server's.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { answers, find, installing, type Program } from "./finding";

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
    command(`${SECTION}.review`, () => type("review")),
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
    void told(error instanceof Error ? error.message : String(error));
    return;
  }
  if (program === undefined) {
    void asked();
    return;
  }
  log?.info(`started from ${program.from}: ${[program.command, ...program.args, "lsp"].join(" ")}`);
  const options = cwd();
  const server: ServerOptions = {
    command: program.command,
    args: [...program.args, "lsp"],
    ...(options === undefined ? {} : { options: { cwd: options } }),
  };
  const settings: LanguageClientOptions = {
    documentSelector: DOCUMENTS,
    ...(log === undefined ? {} : { outputChannel: log }),
  };
  client = new LanguageClient(SECTION, "Forge Migrations", server, settings);
  try {
    await client.start();
  } catch (error) {
    log?.error(String(error));
    client = undefined;
    void told(`forge-migrations from ${program.from} didn't start as a language server: its words are in the log.`);
  }
}

function found(): Promise<Program | undefined> {
  return interpreters().then((known) =>
    find({
      setting: vscode.workspace.getConfiguration(SECTION).get<string>("path", ""),
      folders: folders(),
      env: process.env,
      platform: process.platform,
      interpreters: known,
      answers,
    }),
  );
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

/** A command in a terminal that stays, for it may ask. */
async function type(...words: string[]): Promise<void> {
  if (program === undefined) {
    await asked();
    return;
  }
  const where = cwd();
  const run = new vscode.ProcessExecution(
    program.command,
    [...program.args, ...words],
    where === undefined ? {} : { cwd: where },
  );
  await shown(new vscode.Task({ type: "process" }, vscode.TaskScope.Workspace, words.join(" "), SOURCE, run));
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
  else if (chosen !== undefined && way !== undefined) {
    const run = new vscode.ShellExecution(way.command, { cwd: way.cwd });
    installer = way.command;
    await shown(new vscode.Task({ type: "shell" }, vscode.TaskScope.Workspace, way.command, SOURCE, run));
  }
}

/** Something is wrong that a person has to look at. */
async function told(sentence: string): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(sentence, "Open the Log", "Open the Settings");
  if (chosen === "Open the Log") log?.show();
  if (chosen === "Open the Settings") {
    await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.path`);
  }
}
