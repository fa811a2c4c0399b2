// MOCKS, no VS Code: what the extension asks of `vscode` and of the language client, noted down.
// VS Code itself is downloaded by its own test runner, which these tests do without.

import Module from "node:module";

export interface Noted {
  commands: Map<string, () => unknown>;
  messages: { sentence: string; buttons: string[] }[];
  tasks: { name: string; execution: Record<string, unknown> }[];
  opened: string[];
  clients: { server: () => Promise<unknown>; settings: Record<string, unknown>; state: string }[];
}

/** The listeners of the mocked events. */
export const events: Record<string, (event: unknown) => void> = {};
export const noted: Noted = { commands: new Map(), messages: [], tasks: [], opened: [], clients: [] };
/** What a test sets before it activates the extension. */
export const given: {
  folders: string[];
  configs: string[];
  open: string | undefined;
  path: string;
  press: string | undefined;
  fails: boolean;
} = {
  folders: [],
  configs: [],
  open: undefined,
  path: "",
  press: undefined,
  fails: false,
};

const nothing = { dispose(): void {} };

function asks(sentence: string, ...buttons: string[]): Promise<string | undefined> {
  noted.messages.push({ sentence, buttons });
  const pressed = buttons.find((each) => given.press !== undefined && each.startsWith(given.press));
  given.press = undefined;
  return Promise.resolve(pressed);
}

class Execution {
  constructor(
    readonly command: string,
    readonly second: unknown,
    readonly third?: unknown,
  ) {}
}

class Task {
  presentationOptions = {};
  constructor(
    readonly definition: unknown,
    readonly scope: unknown,
    readonly name: string,
    readonly source: string,
    readonly execution: Record<string, unknown>,
  ) {}
}

const vscode = {
  window: {
    get activeTextEditor() {
      return given.open === undefined ? undefined : { document: { uri: { scheme: "file", fsPath: given.open } } };
    },
    createOutputChannel: () => ({ ...nothing, info() {}, warn() {}, error() {}, show() {} }),
    showWarningMessage: asks,
    showErrorMessage: asks,
  },
  commands: {
    registerCommand(name: string, run: () => unknown) {
      noted.commands.set(name, run);
      return nothing;
    },
    executeCommand: (name: string) => Promise.resolve(noted.opened.push(name)),
  },
  workspace: {
    get workspaceFolders() {
      return given.folders.map((fsPath) => ({ uri: { scheme: "file", fsPath } }));
    },
    getConfiguration: () => ({ get: () => given.path }),
    getWorkspaceFolder: () => undefined,
    findFiles: () => Promise.resolve(given.configs.map((fsPath) => ({ fsPath }))),
    saveAll: () => Promise.resolve(noted.opened.push("save all")),
    onDidChangeConfiguration(listen: (event: unknown) => void) {
      events["configuration"] = listen;
      return nothing;
    },
  },
  tasks: {
    onDidEndTaskProcess(listen: (event: unknown) => void) {
      events["ended"] = listen;
      return nothing;
    },
    executeTask: (task: Task) => Promise.resolve(noted.tasks.push(task)),
  },
  extensions: { getExtension: () => undefined },
  env: { openExternal: (address: string) => Promise.resolve(noted.opened.push(address)) },
  Uri: { parse: (address: string) => address },
  ProcessExecution: Execution,
  ShellExecution: Execution,
  Task,
  TaskScope: { Workspace: 2 },
  TaskRevealKind: { Always: 1 },
};

class LanguageClient {
  readonly #noted;
  constructor(_id: string, _name: string, server: () => Promise<unknown>, settings: Record<string, unknown>) {
    this.#noted = { server, settings, state: "made" };
    noted.clients.push(this.#noted);
  }
  onDidChangeState(): void {}
  async start(): Promise<void> {
    this.#noted.state = "started";
    if (!given.fails) return;
    await this.#noted.server();
    throw new Error("it ended with code 2");
  }
  dispose(): Promise<void> {
    this.#noted.state = "disposed";
    return Promise.resolve();
  }
}

const mocked: Record<string, unknown> = { vscode, "vscode-languageclient/node": { LanguageClient, State: {}, CloseAction: {}, ErrorAction: {} } };
type Load = (request: string, ...rest: unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = function (this: unknown, request: string, ...rest: unknown[]): unknown {
  return mocked[request] ?? load.call(this, request, ...rest);
};
