'use strict';
/** What drizzle-kit itself makes of a schema's exports, and of two snapshots: by version. */

const fs = require('node:fs');
const path = require('node:path');
const Module = require('node:module');
const { lateModule } = require('./late.cjs');
const { transpiler } = require('./transpilers.cjs');

/** drizzle-kit said why it can't go on, and would have ended the process. */
class Refused extends Error {}

/** What this drizzle-kit can't do at all. */
class Unable extends Error {}

const kits = new Map();

/** `{folder, version, orm(name), transpiler, snapshot(exports, options), statements(from, to, dialect)}` */
function kitAt(place) {
  const key = place.kit + '\0' + place.orm;
  if (!kits.has(key)) kits.set(key, made(place));
  return kits.get(key);
}

function made({ kit: folder, orm, version, folders }) {
  const from = Module.createRequire(path.join(orm, 'package.json'));
  const inside = Module.createRequire(path.join(folder, 'package.json'));
  redirect(folder, orm);
  const kit = { folder, version, orm: (name) => (name === 'drizzle-orm' ? from(orm) : from(resolved(orm, name))) };
  kit.transpiler = transpiler(kit, folders);
  const one = /^(0\.|1\.0\.0-beta\.1-)/.test(version) ? null : 1;
  return Object.assign(kit, one ? later(folder, inside, version) : early(folder, inside, kit));
}

/** A module of the very drizzle-orm that drizzle-kit sees, by its `exports`. */
function resolved(orm, name) {
  const parent = path.join(orm, '..', 'forge.cjs');
  if (path.basename(path.dirname(orm)) === 'node_modules') {
    return Module.createRequire(path.join(orm, '..', '..', 'forge.cjs')).resolve(name);
  }
  return Module.createRequire(parent).resolve(name);
}

/** drizzle-kit asks for `drizzle-orm` from its own folder, which isolated layouts (pnpm) leave empty. */
function redirect(folder, orm) {
  if (process.versions.bun) return; // it names no parent, and looks in every folder by itself
  const original = Module._resolveFilename;
  const real = fs.realpathSync(folder);
  const own = fs.realpathSync(orm) + path.sep;
  Module._resolveFilename = function (request, parent, ...rest) {
    const asks = parent?.filename ?? '';
    // drizzle-orm names its own files whole; Node would look for a manifest above each that asks.
    if (request.startsWith('.') && request.endsWith('.cjs') && asks.startsWith(own)) return path.join(path.dirname(asks), request);
    if ((request === 'drizzle-orm' || request.startsWith('drizzle-orm/')) && (asks.startsWith(folder + path.sep) || asks.startsWith(real + path.sep))) {
      return resolved(orm, request);
    }
    return original.call(this, request, parent, ...rest);
  };
  const load = Module._load;
  Module._load = function (request, parent, ...rest) {
    const asks = parent?.filename ?? '';
    if (starting && CORE.test(request) && (asks.startsWith(folder + path.sep) || asks.startsWith(real + path.sep))) {
      return lateModule(() => load.call(this, request, parent, ...rest), () => starting);
    }
    return load.call(this, request, parent, ...rest);
  };
}

let starting = false;

/** Loads drizzle-kit's own module, which takes drizzle-orm's for each dialect when it needs them. */
function started(load) {
  starting = true;
  try {
    return load();
  } finally {
    starting = false;
  }
}

/** Runs a piece of drizzle-kit, which ends the process to refuse a schema: then `Refused`. */
async function guarded(run) {
  const said = [];
  const kept = { exit: process.exit, log: console.log, error: console.error, warn: console.warn };
  console.log = console.error = console.warn = (...words) => said.push(words.join(' '));
  process.exit = () => {
    throw new Refused(plain(said.join('\n')) || 'drizzle-kit ended without a word');
  };
  try {
    return await run();
  } finally {
    Object.assign(process, { exit: kept.exit });
    Object.assign(console, { log: kept.log, error: kept.error, warn: kept.warn });
  }
}

function plain(text) {
  return text.replace(/\u001b\[[0-9;]*m/g, '').replace(/^\s*Error\s+/, '').trim();
}

/** drizzle-orm's modules of the tables of one dialect. */
const CORE = /^drizzle-orm\/[a-z]+-core$/;
const CORES = { postgresql: 'pg', mysql: 'mysql', sqlite: 'sqlite', turso: 'sqlite', singlestore: 'singlestore' };

const EARLY = {
  postgresql: ['generateDrizzleJson', 'generateMigration'],
  mysql: ['generateMySQLDrizzleJson', 'generateMySQLMigration'],
  sqlite: ['generateSQLiteDrizzleJson', 'generateSQLiteMigration'],
  turso: ['generateSQLiteDrizzleJson', 'generateSQLiteMigration'],
  singlestore: ['generateSingleStoreDrizzleJson', 'generateSingleStoreMigration'],
};

/** drizzle-kit 0.30 and 0.31: `drizzle-kit/api`. */
function early(folder, inside, kit) {
  let api = null;
  const load = () => (api ??= started(() => inside(path.join(folder, 'api.js'))));
  const names = (dialect) => {
    if (!EARLY[dialect]) throw new Unable(`drizzle-kit 0.31 has no snapshots of ${dialect}`);
    return EARLY[dialect];
  };
  const empty = (dialect) => guarded(() => snapshotOf({}, dialect, ''));
  async function snapshotOf(exports, dialect, casing) {
    const [json] = names(dialect);
    const style = casing || undefined;
    return json === 'generateDrizzleJson' ? load()[json](exports, undefined, undefined, style) : await load()[json](exports, undefined, style);
  }
  return {
    layout: 'journal',
    async warm(dialect) {
      load();
      if (CORES[dialect]) kit.orm(`drizzle-orm/${CORES[dialect]}-core`);
    },
    snapshot: (exports, { dialect, casing }) => guarded(() => snapshotOf(exports, dialect, casing)),
    async statements(from, to, dialect) {
      const [, migrate] = names(dialect);
      const old = current(load(), from ?? (await empty(dialect)), dialect);
      const between = middle(old, to);
      return guarded(async () => {
        if (!between) return { sql: await tolerant(old, (from) => load()[migrate](from, to)), ambiguous: [] };
        const first = await tolerant(old, async (from) => load()[migrate](from, middle(from, to).snapshot));
        const second = await tolerant(between.snapshot, (from) => load()[migrate](from, to));
        return { sql: [...first, ...second], ambiguous: between.ambiguous };
      });
    },
  };
}

/** A snapshot of an older drizzle-kit in today's shape; throws `Refused` where nothing can make it so. */
function current(api, snapshot, dialect) {
  const version = String(snapshot.version);
  if (dialect === 'postgresql' && (version === '5' || version === '6')) return api.upPgSnapshot(snapshot);
  const wanted = { postgresql: '7', mysql: '5', sqlite: '6', turso: '6', singlestore: '1' }[dialect];
  if (version !== wanted && (dialect === 'sqlite' || dialect === 'turso') && version === '5') return upSqlite(snapshot);
  if (version !== wanted) throw new Refused(`the snapshot has version ${version}, drizzle-kit here reads version ${wanted}`);
  return snapshot;
}

/**
 * Runs `go(old, now)`, without the keys that drizzle-kit refuses in `old` (a snapshot written by
 * hand, or by another drizzle-kit): `generate` calls such a snapshot malformed and stops.
 */
async function tolerant(old, go) {
  for (let round = 0; ; round += 1) {
    try {
      return await go(old);
    } catch (error) {
      const unknown = (error?.issues ?? []).filter((each) => each.code === 'unrecognized_keys');
      if (!unknown.length || round > 3) throw error;
      old = structuredClone(old);
      for (const { path: steps, keys } of unknown) {
        const place = steps.reduce((here, step) => here?.[step], old);
        for (const key of keys) delete place?.[key];
      }
    }
  }
}

/** As `drizzle-kit up` does for SQLite 5: https://github.com/drizzle-team/drizzle-orm/blob/main/drizzle-kit/src/cli/commands/sqliteUp.ts */
function upSqlite(old) {
  const snapshot = structuredClone(old);
  snapshot.version = '6';
  snapshot.views ??= {};
  for (const table of Object.values(snapshot.tables ?? {})) {
    table.checkConstraints ??= {};
    for (const column of Object.values(table.columns ?? {})) {
      if (column.default !== undefined && column.default !== null && typeof column.default === 'object') column.default = `'${JSON.stringify(column.default)}'`;
    }
  }
  return snapshot;
}

const KINDS = ['tables', 'enums', 'schemas', 'sequences', 'views', 'roles', 'policies'];

/**
 * drizzle-kit asks whether something was renamed where something was removed and something was
 * added. A snapshot in between that lacks both sides gets "dropped and added" without the question.
 * `null` where nothing is to be asked.
 */
function middle(old, now) {
  const ambiguous = [];
  const snapshot = structuredClone(old);
  for (const kind of KINDS) {
    const before = Object.keys(old[kind] ?? {});
    const after = Object.keys(now[kind] ?? {});
    note(ambiguous, kind.replace(/ies$/, 'y').replace(/s$/, ''), '', before, after, () => {
      for (const name of before) if (!after.includes(name)) delete snapshot[kind][name];
    });
  }
  for (const [name, table] of Object.entries(old.tables ?? {})) {
    const other = now.tables?.[name];
    if (!other) continue;
    for (const [part, word] of [['columns', 'column'], ['policies', 'policy']]) {
      const before = Object.keys(table[part] ?? {});
      const after = Object.keys(other[part] ?? {});
      note(ambiguous, word, name, before, after, () => {
        for (const each of before) if (!after.includes(each)) delete snapshot.tables[name][part][each];
        if (part === 'columns') withoutColumns(snapshot.tables[name], before.filter((each) => !after.includes(each)));
      });
    }
  }
  return ambiguous.length ? { snapshot, ambiguous } : null;
}

function note(ambiguous, kind, table, before, after, cut) {
  const removed = before.filter((each) => !after.includes(each));
  const added = after.filter((each) => !before.includes(each));
  if (!removed.length || !added.length) return;
  ambiguous.push({ kind, table, removed, added });
  cut();
}

/** What names a dropped column goes with it. */
function withoutColumns(table, gone) {
  const names = (value) => (Array.isArray(value) ? value : []).map((each) => (typeof each === 'string' ? each : (each?.expression ?? '')));
  for (const [part, key] of [['indexes', 'columns'], ['compositePrimaryKeys', 'columns'], ['uniqueConstraints', 'columns'], ['foreignKeys', 'columnsFrom']]) {
    for (const [name, value] of Object.entries(table[part] ?? {})) {
      if (names(value[key]).some((each) => gone.includes(each))) delete table[part][name];
    }
  }
}

/** drizzle-kit 1.0: `drizzle-kit/payload/*`; before rc.4 `drizzle-kit/api-postgres`, and no other dialect. */
function later(folder, inside, version) {
  const modules = new Map();
  const load = (dialect) => {
    const name = { postgresql: 'postgres', mysql: 'mysql', sqlite: 'sqlite', turso: 'sqlite', mssql: 'mssql' }[dialect];
    const file = [`payload-${name}.js`, `api-${name}.js`].map((each) => path.join(folder, each)).find((each) => fs.existsSync(each));
    if (!modules.has(name)) modules.set(name, file ? started(() => inside(file)) : {});
    const api = modules.get(name);
    if (typeof api.generateDrizzleJson !== 'function') throw new Unable(`drizzle-kit ${version} evaluates no ${dialect} schema in memory; 1.0.0-rc.4 and newer do`);
    return api;
  };
  const hinted = !/-(beta\.|rc\.[1-4](-|$))/.test(version);
  return {
    layout: 'folders',
    // Its first snapshot rolls the dice for itself, which would look as if the schema did.
    warm: (dialect) => guarded(() => load(dialect).generateDrizzleJson({})),
    // Until beta.22 the config names the casing, which is the fourth argument; then the tables do.
    snapshot: (exports, { dialect, casing }) => guarded(() => (load(dialect).generateDrizzleJson.length > 3 ? load(dialect).generateDrizzleJson(exports, undefined, undefined, casing || undefined) : load(dialect).generateDrizzleJson(exports))),
    async statements(from, to, dialect) {
      const api = load(dialect);
      return guarded(async () => {
        const old = from ?? (await api.generateDrizzleJson({}));
        if (!hinted) return unasked(api, old, to);
        const hints = [];
        for (let round = 0; ; round += 1) {
          try {
            return { sql: await api.generateMigration(old, to, { hints }), ambiguous: asked(hints, old, to) };
          } catch (error) {
            const open = error?.meta?.unresolved ?? [];
            if (error?.code !== 'missing_hints' || !open.length || round > 20) throw error;
            hints.push(...open.map((each) => ({ ...each, type: 'create' })));
          }
        }
      });
    },
  };
}

/** By way of a snapshot in between, since before rc.5 nothing but a terminal can answer. */
async function unasked(api, old, now) {
  if (String(old.version) !== String(now.version)) throw new Refused(`the snapshot has version ${old.version}, drizzle-kit here reads version ${now.version}`);
  const between = middleOfEntities(old, now);
  if (!between) return { sql: await api.generateMigration(old, now), ambiguous: [] };
  const first = await api.generateMigration(old, between.snapshot);
  const second = await api.generateMigration(between.snapshot, now);
  return { sql: [...first, ...second], ambiguous: between.ambiguous };
}

/** As `middle`, for the entities of 1.0. */
function middleOfEntities(old, now) {
  const group = (row) => (row.table === undefined ? row.entityType : JSON.stringify([row.entityType, row.schema ?? '', row.table]));
  const name = (row) => JSON.stringify([row.table === undefined ? (row.schema ?? '') : '', row.name]);
  const grouped = (rows) => {
    const found = new Map();
    for (const row of rows) found.set(group(row), [...(found.get(group(row)) ?? []), row]);
    return found;
  };
  const after = grouped(now.ddl);
  const gone = new Set();
  const ambiguous = [];
  for (const [key, rows] of grouped(old.ddl)) {
    const here = rows.map(name);
    const there = (after.get(key) ?? []).map(name);
    const removed = rows.filter((row) => !there.includes(name(row)));
    const added = (after.get(key) ?? []).filter((row) => !here.includes(name(row)));
    const { entityType, table = '' } = rows[0];
    const kept = table === '' || now.ddl.some((row) => row.entityType === 'tables' && row.name === table && (row.schema ?? '') === (rows[0].schema ?? ''));
    if (!removed.length || !added.length || !kept) continue;
    const kind = Object.keys(KINDS_LATER).find((each) => KINDS_LATER[each] === entityType) ?? entityType;
    ambiguous.push({ kind, table, schema: rows[0].schema ?? '', removed: removed.map((row) => row.name), added: added.map((row) => row.name) });
    for (const row of removed) gone.add(row);
  }
  if (!ambiguous.length) return null;
  const names = (row) => (row.columns ?? []).map((each) => (typeof each === 'string' ? each : each?.value));
  const below = (row, owner) => (row.schema ?? '') === (owner.schema ?? '') && row.table === (owner.entityType === 'tables' ? owner.name : owner.table);
  const falls = (row) => [...gone].some((owner) => below(row, owner) && (owner.entityType === 'tables' || (owner.entityType === 'columns' && names(row).includes(owner.name))));
  return { snapshot: { ...structuredClone({ ...old, ddl: [] }), ddl: structuredClone(old.ddl.filter((row) => !gone.has(row) && !falls(row))) }, ambiguous };
}

/** The questions of 1.0 as 0.31 asks them: what was removed and what was added, by kind and table. */
function asked(hints, old, now) {
  const found = new Map();
  for (const { kind, entity } of hints) {
    const words = [].concat(entity);
    const table = words.length > 2 ? words.at(-2) : '';
    const schema = words.length > 1 ? words[0] : '';
    const key = JSON.stringify([kind, schema, table]);
    if (!found.has(key)) found.set(key, { kind, table, schema, removed: [], added: [] });
    found.get(key).added.push(words.at(-1));
  }
  for (const one of found.values()) {
    const names = (snapshot) => snapshot.ddl.filter((row) => row.entityType === KINDS_LATER[one.kind] && (row.table ?? '') === one.table && (row.schema ?? one.schema) === one.schema).map((row) => row.name);
    const kept = new Set(names(now));
    one.removed = names(old).filter((name) => !kept.has(name));
  }
  return [...found.values()];
}

const KINDS_LATER = { column: 'columns', table: 'tables', enum: 'enums', schema: 'schemas', sequence: 'sequences', view: 'views', role: 'roles', policy: 'policies', check: 'checks', index: 'indexes', unique: 'uniques', 'foreign key': 'fks', primary_key: 'pks' };

module.exports = { kitAt, Refused, Unable };
