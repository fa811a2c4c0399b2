'use strict';
/**
 * The Node side of the bridge: one JSON request a line on standard input, one JSON answer a line on
 * standard output, behind an RS, which tells it from what else is printed there.
 *
 * While it works on a request it asks back for the Tree's files on the same way, so that nothing is
 * checked out and whoever answers sees every file that took part.
 */

const fs = require('node:fs');
const INPUT = 0;
const OUTPUT = 1;
const MARK = '\u001e';

// What drizzle-kit and drizzle-orm print goes where it is read when this process dies.
Object.defineProperty(process, 'stdout', { get: () => process.stderr });
for (const name of ['log', 'info', 'debug', 'table', 'dir', 'group']) console[name] = console.error;

let rest = Buffer.alloc(0);

function receive() {
  for (;;) {
    const end = rest.indexOf(10);
    if (end >= 0) {
      const line = rest.subarray(0, end).toString('utf8');
      rest = rest.subarray(end + 1);
      return JSON.parse(line);
    }
    const part = Buffer.allocUnsafe(1 << 18);
    let count;
    try {
      count = fs.readSync(INPUT, part, 0, part.length, null);
    } catch (error) {
      if (error.code === 'EAGAIN') continue;
      return undefined;
    }
    if (count === 0) return undefined;
    rest = Buffer.concat([rest, part.subarray(0, count)]);
  }
}

function send(value) {
  const data = Buffer.from(MARK + JSON.stringify(value) + '\n', 'utf8');
  for (let at = 0; at < data.length; ) {
    try {
      at += fs.writeSync(OUTPUT, data, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function ask(question) {
  send(question);
  const answer = receive();
  if (answer === undefined) process.kill(process.pid, 'SIGKILL');
  return answer;
}

/** Where an error comes from in the sources: the innermost frame in a file of the Tree. */
function placed(error, linker) {
  if (error.file) return { file: error.file, line: error.line, column: error.column };
  const unready = /'([^']+)' before initialization/.exec(error.message ?? '')?.[1];
  for (const match of String(error.stack ?? '').matchAll(/at (?:(.*) \()?tree:\/\/\/(.+?):(\d+):(\d+)\)?$/gm)) {
    const [, name, file, line, column] = match;
    if (unready && name?.split(/[^\w$]+/).includes(unready)) continue; // the export itself, not who asks for it
    return { file, ...original(linker, file, Number(line), Number(column)) };
  }
  return { file: error.forgeAt ?? '', line: 1, column: 1 };
}

/** Line and column of the TypeScript, both from 1. */
function original(linker, file, line, column) {
  try {
    const { WRAPPER } = require('./linking.cjs');
    const map = linker.kit.transpiler.lines(linker.texts.get(file), file);
    const at = map.findEntry(line - 1, Math.max(0, column - 1 - (line === 1 ? WRAPPER.length : 0)));
    return { line: at.originalLine + 1 || 1, column: at.originalColumn + 1 || 1 };
  } catch {
    return { line: 1, column: 1 };
  }
}

function kindOf(error) {
  const { Unreadable } = require('./transpilers.cjs');
  const { Refused, Unable } = require('./serializing.cjs');
  const { Exited } = require('./linking.cjs');
  if (error instanceof Unreadable) return 'syntax';
  if (error instanceof Exited) return 'exit';
  if (error instanceof Refused) return 'refused';
  if (error instanceof Unable) return 'unable';
  if (error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'endless';
  if (/before initialization\b/.test(error?.message ?? '')) return 'circular';
  if (/ is not a function\b/.test(error?.message ?? '')) return 'no-function';
  return 'throws';
}

function failure(error, linker) {
  const value = error && typeof error === 'object' ? error : new Error(String(error));
  const name = value.name && value.name !== 'Error' ? value.name + ': ' : '';
  const issues = Array.isArray(value.issues) ? value.issues.map((each) => `${each.path?.join('.')}: ${each.message}`).join('; ') : '';
  return { kind: kindOf(value), message: (issues ? 'data is malformed: ' + issues : name + String(value.message)).slice(0, 2000), ...placed(value, linker) };
}

/** Every value that the entries export, each once, under names of its own. */
function together(entries) {
  const exports = {};
  const seen = new Set();
  for (const [index, entry] of entries.entries()) {
    for (const key of Object.keys(entry)) {
      const value = entry[key];
      if (seen.has(value)) continue;
      seen.add(value);
      exports[`${key}\u0000${index}`] = value;
    }
  }
  return exports;
}

const transforms = new Map();

/** The tables that two exports declare under one name. */
function duplicates(exports, kit) {
  const { getTableName, getTableUniqueName, is, Table } = kit.orm('drizzle-orm');
  const names = new Map();
  const twice = [];
  for (const [key, value] of Object.entries(exports)) {
    if (!value || typeof value !== 'object' || !is(value, Table)) continue;
    const name = (getTableUniqueName ?? getTableName)(value);
    const first = names.get(name);
    if (first !== undefined) twice.push({ name: name.replace(/^undefined\./, ''), exports: [first, key.split('\u0000')[0]] });
    else names.set(name, key.split('\u0000')[0]);
  }
  return twice;
}

async function attempt(request, kit, real, round = 0, filled = false) {
  const { Linker } = require('./linking.cjs');
  const linker = new Linker({ ask, kit, root: request.root, packages: request.kit.packages, cwd: request.cwd, real, transforms, limit: request.limit, round, filled });
  const { whileFrozen } = require('./frozen.cjs');
  return whileFrozen(linker.dice, () => made(request, kit, linker));
}

async function made(request, kit, linker) {
  const { origin, marks } = require('./standins.cjs');
  try {
    const every = request.entries.map((file) => linker.entry(file));
    const entries = every.filter((entry) => !origin(entry));
    if (!entries.length) throw linker.modules.get(request.entries[0])?.error ?? new Error('no file exports anything of its own');
    const exports = together(entries);
    for (const value of Object.values(exports)) {
      const found = origin(value);
      if (found && !found.called) linker.hidden.push({ kind: 'export', from: found.origin, file: request.entries[0] });
    }
    const kept = Object.fromEntries(Object.entries(exports).filter(([, value]) => !origin(value)));
    if (request.queries) return { ...require('./queries.cjs').queriesOf(kept, kit, request), stood: [...linker.stood], duplicates: [], ...facts(linker) };
    const snapshot = await kit.snapshot(kept, request).catch((error) => blamed(error, kept, kit, request, linker));
    if (linker.dice.given.has(snapshot.id)) linker.touches -= 1; // drizzle-kit's own name for it, which means nothing
    const stood = [...new Set([...marks(JSON.stringify(snapshot)), ...linker.stood])];
    const unset = [...linker.environment];
    if (unset.length && /"name":"[^"]*undefined/.test(JSON.stringify(snapshot))) stood.push(`process.env.${unset.join(' or process.env.')}`);
    return { snapshot, stood, duplicates: duplicates(kept, kit), ...facts(linker) };
  } catch (error) {
    return { error: failure(error, linker), stood: [], duplicates: [], ...facts(linker) };
  }
}

/** drizzle-kit names no table when one refers to what isn't there: the export that fails alone does. */
async function blamed(error, kept, kit, request, linker) {
  if (error instanceof require('./serializing.cjs').Unable) throw error;
  for (const [key, value] of Object.entries(kept)) {
    try {
      await kit.snapshot({ [key]: value }, request);
    } catch (again) {
      if (again.message !== error.message) continue;
      const name = key.split('\u0000')[0];
      const declared = new RegExp(`\\b(const|let|var)\\s+${name}\\b`);
      const line = (file) => linker.texts.get(file).split('\n').findIndex((text) => declared.test(text)) + 1;
      const file = [...linker.modules.keys()].find((each) => line(each) && Object.values(linker.modules.get(each).exports).includes(value));
      if (!file) break;
      throw Object.assign(again, { file, line: line(file), column: 1, message: `${name}: ${again.message}` });
    }
  }
  throw error;
}

function facts(linker) {
  const { missing, hidden, replaced, packages, environment, touches } = linker;
  return { missing, hidden, replaced, packages: [...packages], environment: [...environment], touched: touches > 0 };
}

/** Stand-ins first; the real packages where a stand-in reached the snapshot or may hide a table. */
async function load(request) {
  const { kitAt } = require('./serializing.cjs');
  const kit = kitAt(request.kit);
  if (!kit.transpiler) return { error: { kind: 'no-transpiler', message: 'nothing here turns TypeScript into JavaScript', file: '', line: 1, column: 1 } };
  const real = new Set();
  for (let round = 0; ; round += 1) {
    const answer = await attempt(request, kit, real);
    answer.transpiler = kit.transpiler.name;
    answer.real = [...real];
    const wanted = culprits(answer).filter((name) => !real.has(name) && installed(request, name));
    if (!wanted.length || round === 2) return { ...answer, again: request.queries ? null : await again(request, kit, real, answer) };
    for (const name of wanted) real.add(name);
  }
}

/**
 * The snapshot by another clock, other dice and an environment with every variable set, where the schema
 * asked for one of these and means another thing then; null otherwise.
 */
async function again(request, kit, real, answer) {
  const asked = answer.environment.length > 0;
  if (answer.error || answer.stood.length || !(answer.touched || asked)) return null;
  let other = await attempt(request, kit, real, 1, asked);
  if (other.error && asked && answer.touched) other = await attempt(request, kit, real, 1);
  const said = ({ id, prevId, ...snapshot }) => JSON.stringify(snapshot);
  return other.error || said(other.snapshot) === said(answer.snapshot) ? null : other.snapshot;
}

function culprits(answer) {
  const { packageName } = require('./resolving.cjs');
  const origins = [...answer.stood, ...answer.hidden.map((each) => each.from)].map((each) => packageName(each.replace(/\(\)/g, '')).name);
  if (answer.error) origins.push(...answer.packages);
  return answer.packages.filter((name) => origins.some((each) => each === name || each.startsWith(name + '.')));
}

function installed(request, name) {
  const packages = request.kit.packages ?? null;
  if (packages === null) return false;
  const path = require('node:path');
  const places = new Set([request.cwd, ...request.entries.map((file) => path.dirname(file))]);
  for (const place of places) {
    for (let here = path.join(packages, place); ; here = path.dirname(here)) {
      if (fs.existsSync(path.join(here, 'node_modules', name, 'package.json'))) return true;
      if (here === path.dirname(here)) break;
    }
  }
  return false;
}

async function statements(request) {
  const { kitAt } = require('./serializing.cjs');
  const kit = kitAt(request.kit);
  try {
    return await kit.statements(request.from, request.to, request.dialect);
  } catch (error) {
    return { error: failure(error, null) };
  }
}

const KEYS = ['schema', 'out', 'dialect', 'driver', 'casing', 'migrations', 'breakpoints'];

/**
 * A config's values as JSON, and the keys whose value takes what isn't there: the environment, a package.
 *
 * One that asks for the environment is run once more with a mark for each variable: a value that takes
 * one in is unknown, one that has a text in its place (`process.env.OUT ?? 'drizzle'`) is that text. Where
 * it throws for want of a variable, the second run is what is known (`guessed`).
 */
async function evaluate(request) {
  const first = await evaluated(request, false);
  if (!first.asked) return first;
  const second = await evaluated(request, true);
  if (second.error) return first;
  if (first.error) return { ...second, guessed: true };
  const taking = second.partly.filter((key) => key in first.values);
  for (const key of taking) delete first.values[key];
  return { ...first, unknown: [...first.unknown, ...taking] };
}

async function evaluated(request, filled) {
  const { kitAt } = require('./serializing.cjs');
  const { Linker } = require('./linking.cjs');
  const { origin, marks, unmarked } = require('./standins.cjs');
  const kit = kitAt(request.kit);
  const linker = new Linker({ ask, kit, root: request.root, packages: request.kit.packages, cwd: request.cwd, real: new Set(), transforms, limit: request.limit, filled });
  try {
    const exports = linker.entry(request.entries[0]);
    const config = await settled(exports.default ?? exports);
    if (!config || typeof config !== 'object' || Array.isArray(config) || origin(config)) throw new Error('its default export is no object');
    if (!KEYS.some((key) => key in config)) throw new Error('its default export names no schema, no dialect and no folder');
    const values = {};
    const unknown = [];
    const partly = [];
    for (const key of KEYS.filter((each) => each in config)) {
      const value = await settled(config[key]);
      const text = origin(value) ? undefined : JSON.stringify(value);
      const lacking = text === undefined || (linker.environment.size > 0 && text.includes('undefined'));
      if (text !== undefined && marks(text).length && !/^[[\]",]*$/.test(unmarked(text))) partly.push(key);
      if (lacking || marks(text).length) unknown.push(key);
      else values[key] = JSON.parse(text);
    }
    if (linker.spread) unknown.push(...KEYS.filter((key) => !(key in config))); // any other key may have been there
    return { values, unknown, partly, asked: linker.environment.size > 0 };
  } catch (error) {
    return { error: failure(error, linker), asked: linker.environment.size > 0 };
  }
}

/** What a promise is fulfilled with; nothing here waits for the world, so one that still waits does for ever. */
async function settled(value) {
  if (typeof value?.then !== 'function') return value;
  let waits = true;
  const done = Promise.resolve(value).finally(() => (waits = false));
  done.catch(() => undefined);
  for (let turn = 0; turn < 50 && waits; turn += 1) await new Promise((next) => setImmediate(next));
  if (waits) throw new Error('a promise that nothing here fulfils');
  return done;
}

/** What every load takes, while the other side still has other things to do. */
async function prepare(request) {
  require('./linking.cjs');
  await require('./serializing.cjs').kitAt(request.kit).warm(request.dialect);
  return {};
}

/** What code that uses the schema sends to the database. */
async function queries(request) {
  const { error, things, queries, failed } = await load({ ...request, queries: true });
  return error ? { error } : { things, queries, failed };
}

const TASKS = { load, queries, statements, evaluate, prepare, hello: async () => ({ node: process.versions.node, bun: process.versions.bun ?? null }) };

let kept = 0;

/**
 * Keeps what was compiled of the loaded modules for the next process, where the caller says where: this one may be
 * ended before it could do so at its end. Node 22.10 and newer: https://nodejs.org/api/module.html#module-compile-cache
 */
function keepCompiled() {
  const loaded = Object.keys(require.cache).length;
  if (loaded > kept) require('node:module').flushCompileCache?.();
  kept = loaded;
}

async function main() {
  process.on('unhandledRejection', () => undefined);
  process.on('uncaughtException', () => undefined);
  for (;;) {
    const request = receive();
    if (request === undefined) process.exit(0);
    let answer;
    try {
      answer = await TASKS[request.do](request);
    } catch (error) {
      answer = { error: { ...failure(error, null), kind: 'bridge', stack: String(error?.stack ?? '') } };
    }
    send({ answer });
    if (request.do !== 'prepare') keepCompiled(); // with the functions that a first use has compiled
  }
}

// It runs nothing of the repository and needs none of what loads a schema.
TASKS.uses = async (request) => require('./typing.cjs').uses(request, ask);

main();
