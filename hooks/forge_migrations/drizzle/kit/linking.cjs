'use strict';
/** Evaluates a schema at a Tree: its modules linked as CommonJS in a context of their own. */

const vm = require('node:vm');
const fs = require('node:fs');
const path = require('node:path');
const { createRequire, isBuiltin } = require('node:module');
const { standIn, origin, placeholder } = require('./standins.cjs');
const { Resolver, packageName, plain } = require('./resolving.cjs');
const { Unreadable } = require('./transpilers.cjs');
const { frozen, withDice } = require('./frozen.cjs');

/** Node's modules that reach nothing outside of the process. */
const HARMLESS = new Set(['assert', 'assert/strict', 'async_hooks', 'buffer', 'crypto', 'events', 'path', 'path/posix', 'path/win32', 'punycode', 'querystring', 'string_decoder', 'url', 'util', 'util/types']);
/** drizzle-orm's modules that only connect to a database; `neon` and `supabase` hold tables, roles and policies. */
const DRIVERS = /^drizzle-orm\/(node-postgres|postgres-js|neon-http|neon-serverless|vercel-postgres|pglite|aws-data-api|pg-proxy|xata-http|mysql2|planetscale|tidb-serverless|mysql-proxy|better-sqlite3|libsql|d1|durable-sqlite|bun-sql|expo-sqlite|op-sqlite|sql-js|sqlite-proxy|sqlite-cloud|tursodatabase|singlestore$|singlestore\/|singlestore-proxy|gel$|gel\/|node-mssql|cockroach$|cockroach\/|prisma|netlify-db|node-sqlite)|\/migrator$/;
const CORE = /\bdrizzle-orm(@[^/'"]*)?\/[a-z]+-core\b/;

/** `process.exit()` in a schema. */
class Exited extends Error {}

/** What one major of drizzle-orm has and the other hasn't, for queries only: no part of a snapshot. */
const RELATIONS = new Set(['relations', 'defineRelations', 'defineRelationsPart']);
const eitherMajors = new WeakMap();

/** drizzle-orm itself, where a schema that was written for the other major loads too. */
function ofEitherMajor(orm) {
  if (!eitherMajors.has(orm)) {
    const get = (target, key) => (RELATIONS.has(key) && !(key in target) ? () => ({}) : target[key]);
    eitherMajors.set(orm, new Proxy(orm, { get }));
  }
  return eitherMajors.get(orm);
}

class Linker {
  /** `ask` answers about the Tree; `packages` is the work tree that has them installed; `real` are packages to load as installed instead of standing in for them. */
  constructor({ ask, kit, root, packages, cwd, real, transforms, limit, filled = false, round = 0 }) {
    Object.assign(this, { kit, root, cwd, real, transforms, limit, filled, installedAt: packages ?? null });
    this.texts = new Map();
    this.modules = new Map();
    this.stack = [];
    this.texted = { from: '', count: 0 };
    this.missing = [];
    this.hidden = [];
    this.replaced = [];
    this.packages = new Set();
    this.stood = new Set();
    this.cores = new Map();
    this.environment = new Set();
    this.spread = false;
    this.touches = 0; // how often a clock, dice or what tells one machine from another were asked
    this.dice = frozen(round, () => (this.touches += 1));
    this.round = round;
    this.ask = ask;
    const first = (paths) => this.open(paths)?.path ?? null;
    const known = new Map();
    const workspace = (name) => {
      if (!known.has(name)) known.set(name, ask({ ask: 'workspace', name }));
      return known.get(name);
    };
    this.resolver = new Resolver({ first, text: (file) => this.texts.get(file), workspace, generated: (path) => ask({ ask: 'generated', path }).text, cwd });
    this.context = this.world();
  }

  /** The first of the paths that the Tree has, with its text kept. */
  open(paths) {
    for (const [index, each] of paths.entries()) {
      const known = this.texts.get(each);
      if (known === undefined) {
        const got = this.ask({ ask: 'first', paths: paths.slice(index) });
        for (const absent of paths.slice(index, index + got.index)) this.texts.set(absent, null);
        if (got.path !== null) this.texts.set(got.path, got.text);
        return got.path === null ? null : got;
      }
      if (known !== null) return { path: each };
    }
    return null;
  }

  /** The exports of an entry; throws what the schema throws, with the file and line in `at`. */
  entry(file) {
    if (!this.open([file])) throw new Unreadable('the file is not in the tree', file, 1, 1);
    return this.load(file, true);
  }

  load(file, isEntry = false) {
    const known = this.modules.get(file);
    if (known) return known.exports;
    if (file.endsWith('.d.ts')) return {};
    if (file.endsWith('.json')) return JSON.parse(this.texts.get(file).replace(/^\ufeff/, ''));
    const code = this.compiled(file);
    const module = { exports: {}, loaded: false };
    this.modules.set(file, module);
    this.stack.push(file);
    const texted = this.texted.count;
    try {
      const script = this.script(file, code);
      const run = script.runInContext(this.context);
      run.call(module.exports, module.exports, (name) => this.require(name, file, code), module, this.place(file), path.dirname(this.place(file)), 'file://' + this.place(file), {}, { url: 'file://' + this.place(file) });
    } catch (error) {
      this.fail(error, file, isEntry || CORE.test(code), module, this.texted.count > texted);
    } finally {
      this.stack.pop();
    }
    module.loaded = true;
    return module.exports;
  }

  /**
   * A module that only runs (an env validator) and throws is stood in for; one that makes tables
   * is not, unless the value of a stand-in decided (`excused`): then it is told as hiding tables.
   */
  fail(error, file, matters, module, excused) {
    const certain = error instanceof Unreadable || error?.forgeAt || error instanceof SyntaxError || error instanceof Exited;
    if (certain || (matters && !excused)) {
      if (error && typeof error === 'object' && !error.forgeAt) error.forgeAt = file;
      throw error && typeof error === 'object' ? error : Object.assign(new Error(String(error)), { forgeAt: file });
    }
    this.replaced.push({ file, why: String(error?.message ?? error).slice(0, 300) });
    if (matters) this.hidden.push({ kind: 'threw', from: this.texted.from, file });
    module.exports = standIn(file, this.seen);
    module.error = error;
  }

  /** A script runs in any number of contexts: the second load, and the other tree, take it as it is. */
  script(file, code) {
    const key = 'script\0' + file + '\0' + code;
    let script = this.transforms.get(key);
    if (script === undefined) {
      script = new vm.Script(WRAPPER + code + '\n})', { filename: 'tree:///' + file });
      this.transforms.set(key, script);
    }
    return script;
  }

  compiled(file) {
    const text = this.texts.get(file);
    const key = path.extname(file) + '\0' + text;
    let code = this.transforms.get(key);
    if (code === undefined) {
      code = this.kit.transpiler.compile(text.replace(/^\ufeff?(#![^\n]*)?/, ''), file);
      this.transforms.set(key, code);
    }
    return code;
  }

  seen = (kind, from) => {
    if (kind === 'text') {
      this.texted = { from, count: this.texted.count + 1 };
      return;
    }
    if (kind === 'spread') this.spread = true;
    const file = this.stack.at(-1);
    if (file !== undefined && CORE.test(this.transforms.get(path.extname(file) + '\0' + this.texts.get(file)) ?? '')) {
      this.hidden.push({ kind, from, file });
    }
  };

  require(written, importer, code) {
    const name = plain(written);
    const builtin = name.replace(/^node:/, '');
    if (name === 'drizzle-orm' || name.startsWith('drizzle-orm/')) return this.drizzle(name);
    if (builtin === 'crypto' && isBuiltin(name)) return withDice(require('node:crypto'), this.dice);
    if (/^(os|perf_hooks)$/.test(builtin) && isBuiltin(name)) return this.machine(builtin);
    if (isBuiltin(name)) return HARMLESS.has(builtin) ? require('node:' + builtin) : standIn(name, this.seen);
    if (/\.(css|scss|sass|less|svg|png|jpe?g|gif|webp|ico|woff2?|ttf|sql|md|mdx|txt|html|graphql|gql|wasm|node)([?#].*)?$/.test(name)) return standIn(name, this.seen);
    const file = this.resolver.resolve(name, importer);
    if (file) return this.load(file);
    if (/^\.\.?(\/|$)/.test(name)) {
      this.missing.push({ name, importer, line: lineOf(this.texts.get(importer), name) });
      return this.absent(name, importer, code, `${name} (imported by ${importer})`);
    }
    const mapped = this.resolver.mapped(name, importer);
    if (mapped?.file) return this.load(mapped.file);
    if (mapped?.name && plain(mapped.name) !== name) return this.require(mapped.name, importer, code);
    return this.external(name, importer, code);
  }

  /** What tells one machine from another, and one moment: the same at each load, and told when asked. */
  machine(name) {
    const told = (value) => () => ((this.touches += 1), value);
    const named = `host${this.round}`;
    if (name === 'perf_hooks') return { performance: this.context.performance };
    const values = { hostname: named, tmpdir: '/tmp', homedir: `/home/${named}`, platform: 'linux', type: 'Linux', arch: 'x64', release: '1', uptime: this.round, cpus: [], networkInterfaces: {}, userInfo: { username: named, homedir: `/home/${named}` }, EOL: '\n' };
    const own = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, key === 'EOL' ? value : told(value)]));
    return { ...own, default: own, __esModule: true };
  }

  drizzle(name) {
    if (!DRIVERS.test(name)) {
      try {
        const found = this.kit.orm(name);
        if (name === 'drizzle-orm') return ofEitherMajor(found);
        return CORE.test(name) ? this.watched(name, found) : found;
      } catch (error) {
        if (!/Cannot find|not exported|ERR_/.test(String(error.code) + error.message)) throw error;
      }
    }
    return standIn(name, this.seen);
  }

  /** drizzle-orm ignores a name or an option that is no string or object: a stand-in there is told. */
  watched(name, core) {
    if (!this.cores.has(name)) {
      const functions = new Map();
      const watch = (run) =>
        new Proxy(run, {
          apply: (target, self, args) => {
            for (const each of args.slice(0, 2)) if (origin(each)) this.stood.add(origin(each).origin);
            return Reflect.apply(target, self, args);
          },
        });
      const get = (target, key) => {
        const value = target[key];
        if (typeof value !== 'function' || typeof key !== 'string' || !/^(?!is[A-Z]|get[A-Z])[a-z]/.test(key)) return value;
        if (!functions.has(key)) functions.set(key, watch(value));
        return functions.get(key);
      };
      this.cores.set(name, new Proxy(core, { get }));
    }
    return this.cores.get(name);
  }

  external(name, importer, code) {
    const split = packageName(name);
    if (split.name === 'drizzle-kit') return { __esModule: true, defineConfig: (config) => config, default: standIn(name, this.seen) };
    const wanted = this.real.has(split.name) || this.makesTables(split.name, importer);
    if (wanted) {
      const got = this.installed(name, importer);
      if (got !== undefined) return got;
    }
    this.packages.add(split.name);
    return this.absent(name, importer, code, name);
  }

  /** A stand-in for a module; what a file passes on of it unseen (`export *`) may be a table. */
  absent(name, importer, code, from) {
    if (code.includes(`__reExport(`) && new RegExp(`__reExport\\([^;]*require\\("${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"\\)`).test(code)) {
      this.hidden.push({ kind: 'export', from, file: importer });
    }
    return standIn(from, this.seen);
  }

  folderOf(importer) {
    return this.installedAt === null ? null : path.join(this.installedAt, path.dirname(importer));
  }

  /** True for an installed package that itself builds on drizzle-orm: it may make tables. */
  makesTables(name, importer) {
    if (this.installedAt === null || /^drizzle-(zod|valibot|typebox|arktype)$/.test(name)) return false;
    for (let here = this.folderOf(importer); ; here = path.dirname(here)) {
      try {
        const manifest = JSON.parse(fs.readFileSync(path.join(here, 'node_modules', name, 'package.json'), 'utf8'));
        return 'drizzle-orm' in { ...manifest.dependencies, ...manifest.peerDependencies };
      } catch {
        if (here === path.dirname(here)) return false;
      }
    }
  }

  installed(name, importer) {
    if (this.installedAt === null) return undefined;
    const from = createRequire(path.join(this.folderOf(importer), 'forge.cjs'));
    try {
      return from(name);
    } catch {
      return this.bundled(name, importer);
    }
  }

  /** An installed package that can't be required (ESM only), bundled around the same drizzle-orm. */
  bundled(name, importer) {
    const library = this.kit.transpiler.library;
    if (!library) return undefined;
    try {
      const contents = `module.exports = require(${JSON.stringify(name)})`;
      const out = library.buildSync({
        stdin: { contents, resolveDir: this.folderOf(importer) },
        bundle: true,
        write: false,
        format: 'cjs',
        platform: 'node',
        external: ['drizzle-orm', 'drizzle-orm/*'],
        logLevel: 'silent',
      });
      const module = { exports: {} };
      const run = new vm.Script(WRAPPER + out.outputFiles[0].text + '\n})', { filename: 'package:' + name }).runInContext(this.context);
      run.call(module.exports, module.exports, (inner) => this.require(inner, importer, ''), module, name, '', '', {}, {});
      return module.exports;
    } catch {
      return undefined;
    }
  }

  place(file) {
    return path.join(this.root ?? '/', file);
  }

  /** Globals without network, files, processes or timers. The classes that drizzle-kit tests for are its own. */
  world() {
    const quiet = new Proxy({}, { get: () => () => undefined });
    const idle = () => standIn('a timer', this.seen);
    const own = { Date: this.dice.Date, Buffer, URL, URLSearchParams, TextEncoder, TextDecoder, Uint8Array, ArrayBuffer, structuredClone, atob, btoa, AbortController, AbortSignal, Event, EventTarget };
    const env = new Proxy(Object.create(null), {
      get: (_, key) => {
        if (typeof key !== 'string') return undefined;
        this.environment.add(key);
        return this.filled ? placeholder(`process.env.${key}`) : undefined;
      },
      has: () => false,
      set: () => true,
    });
    const { dice } = this;
    const told = (value) => ((this.touches += 1), value);
    const process = {
      env,
      argv: ['node', 'drizzle-kit'],
      execArgv: [],
      platform: 'linux',
      version: globalThis.process.version,
      versions: { node: globalThis.process.versions.node },
      get pid() {
        return told(1 + dice.whole(30000));
      },
      get ppid() {
        return told(1 + dice.whole(30000));
      },
      exitCode: 0,
      cwd: () => this.place(this.cwd),
      exit: (code) => {
        throw new Exited(`process.exit(${code ?? ''})`);
      },
      on: () => process,
      once: () => process,
      off: () => process,
      emit: () => false,
      emitWarning: () => undefined,
      nextTick: () => undefined,
      uptime: () => dice.now(),
      hrtime: dice.hrtime,
      memoryUsage: () => ({}),
      stdout: { write: () => true, isTTY: false },
      stderr: { write: () => true, isTTY: false },
      stdin: { isTTY: false, on: () => undefined },
    };
    process.abort = process.kill = process.reallyExit = process.exit;
    const context = {
      ...own,
      console: quiet,
      process,
      crypto: withDice(globalThis.crypto, dice),
      performance: { now: dice.now, timeOrigin: 0, mark: () => undefined, measure: () => undefined },
      setTimeout: idle,
      setInterval: idle,
      setImmediate: idle,
      clearTimeout: () => undefined,
      clearInterval: () => undefined,
      clearImmediate: () => undefined,
      queueMicrotask: () => undefined,
    };
    // https://docs.deno.com/api/deno/, https://bun.com/docs/runtime/bun-apis
    const variables = { get: (key) => env[key], has: () => false, toObject: () => ({}), set: () => undefined, delete: () => undefined };
    context.Deno = { env: variables, cwd: process.cwd, args: [], exit: process.exit, build: { os: 'linux' }, version: {} };
    context.Bun = { env };
    for (const name of ['fetch', 'WebSocket', 'Request', 'Response', 'Headers', 'XMLHttpRequest']) context[name] = standIn(name, this.seen);
    context.global = context.globalThis = context.self = vm.createContext(context);
    vm.runInContext('Math', context).random = dice.random;
    return context;
  }
}

const WRAPPER = '(function (exports, require, module, __filename, __dirname, __forge_url, __forge_env, __forge_meta) {';

function lineOf(text, name) {
  const lines = (text ?? '').split('\n');
  const at = lines.findIndex((line) => line.includes(`'${name}'`) || line.includes(`"${name}"`));
  return at < 0 ? 1 : at + 1;
}

module.exports = { Linker, Exited, WRAPPER };
