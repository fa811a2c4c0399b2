'use strict';
/**
 * What code that uses a schema sends to the database, written by the project's own drizzle-orm.
 *
 * A driver that never connects builds the queries; a value is a mark, which whoever runs them replaces by one
 * of a row that is there. What JavaScript computes (`$defaultFn`, `$onUpdate`) is never called: the driver gets
 * some value, and so does the mark.
 */

const OPEN = '\u0001';
const DIALECTS = {
  postgresql: { core: 'drizzle-orm/pg-core', proxy: 'drizzle-orm/pg-proxy', conflict: true },
  mysql: { core: 'drizzle-orm/mysql-core', proxy: 'drizzle-orm/mysql-proxy', conflict: false },
  sqlite: { core: 'drizzle-orm/sqlite-core', proxy: 'drizzle-orm/sqlite-proxy', conflict: true },
};
DIALECTS.turso = DIALECTS.sqlite;
/** Values of one enum that are tried; a longer one is a list of countries and loses them all or none. */
const LABELS = 60;

/** The queries of a schema's exports: `{things, queries, failed}`. */
function queriesOf(exports, kit, { dialect, casing }) {
  const row = DIALECTS[dialect];
  if (!row) return { things: [], queries: [], failed: [] };
  const writer = new Writer(kit, row, exports, casing);
  for (const value of new Set(Object.values(exports))) writer.thing(value);
  writer.relational();
  return { things: writer.things, queries: writer.queries, failed: writer.failed };
}

class Writer {
  constructor(kit, row, exports, casing) {
    this.orm = kit.orm('drizzle-orm');
    this.core = kit.orm(row.core);
    this.proxy = kit.orm(row.proxy);
    this.conflict = row.conflict;
    this.exports = exports;
    this.config = casing ? { casing } : {};
    this.db = this.connected({});
    this.things = [];
    this.queries = [];
    this.failed = [];
  }

  /** A database object whose driver is never asked. */
  connected(more) {
    const config = { ...this.config, ...more };
    const db = this.proxy.drizzle(() => Promise.reject(new Error('no connection')), config);
    db.dialect.escapeParam = (number) => OPEN + number + OPEN;
    return db;
  }

  thing(value) {
    const { is, Table, View } = this.orm;
    if (!value || typeof value !== 'object') return;
    try {
      if (is(value, Table)) this.table(value);
      else if (View && is(value, View)) this.view(value);
    } catch (error) {
      this.failed.push(String(error?.message ?? error).slice(0, 200));
    }
  }

  name(column) {
    return this.db.dialect.casing?.getColumnCasing?.(column) ?? column.name;
  }

  mark(column) {
    return this.orm.sql.placeholder(JSON.stringify([this.name(column)]));
  }

  label(column) {
    return this.orm.sql.placeholder(JSON.stringify([this.name(column), 'label']));
  }

  view(view) {
    const config = view[Symbol.for('drizzle:ViewBaseConfig')];
    const materialized = this.core.PgMaterializedView && this.orm.is(view, this.core.PgMaterializedView);
    const at = this.place(config.schema, config.name, materialized ? 'materialized view' : 'view', []);
    this.add('select', at, [at], () => this.db.select().from(view));
    if (materialized) this.add('refresh', at, [at], () => this.db.refreshMaterializedView(view));
  }

  place(schema, name, kind, types) {
    this.things.push({ schema: schema ?? '', name, kind, types });
    return this.things.length - 1;
  }

  add(kind, at, uses, make, more = {}) {
    try {
      const { sql, params } = make().toSQL();
      this.queries.push({ kind, at, uses, ...split(sql, params), ...more });
    } catch (error) {
      this.failed.push(`${kind} of ${this.things[at].name}: ${String(error?.message ?? error)}`.slice(0, 200));
    }
  }

  table(table) {
    const config = this.core.getTableConfig(table);
    const columns = Object.entries(table[this.orm.Table.Symbol.Columns]);
    const types = [...new Set(columns.map(([, column]) => typed(column)).filter(Boolean))];
    const at = this.place(config.schema, config.name, 'table', types);
    const restore = withoutFunctions(columns.map(([, column]) => column));
    try {
      this.writes(table, config, columns, at, restore.computed);
    } finally {
      restore.back();
    }
  }

  writes(table, config, columns, at, computed) {
    const { db } = this;
    this.add('select', at, [at], () => db.select().from(table));
    const keys = uniqueKeys(config, this.orm);
    const writable = columns.filter(([, column]) => !column.shouldDisableInsert?.() && !column.generated && column.generatedIdentity?.type !== 'always');
    const needed = writable.filter(([, column]) => computed.has(column) || (column.notNull && !column.hasDefault));
    const given = (entries) => Object.fromEntries(entries.map(([key, column]) => [key, this.mark(column)]));
    this.add('insert', at, [at], () => db.insert(table).values(given(writable)));
    if (needed.length < writable.length) this.add('insert-required', at, [at], () => db.insert(table).values(given(needed)));
    const key = keys.find((each) => each.primary) ?? keys.find((each) => each.columns.every((column) => column.notNull));
    const own = new Set(key?.columns.map((column) => column.name));
    const settable = writable.filter(([, column]) => !own.has(column.name));
    this.conflicts(table, at, keys, given(writable), given(settable), settable.length > 0);
    const { and, eq, sql } = this.orm;
    const where = key ? and(...key.columns.map((column) => eq(column, this.mark(column)))) : sql`1 = 0`;
    const set = (entries) => () => db.update(table).set(given(entries)).where(where);
    if (settable.length) this.add('update', at, [at], set(settable));
    if (settable.length > 1) for (const entry of settable) this.add('update', at, [at], set([entry]), { column: this.name(entry[1]) });
    this.add('delete', at, [at], () => db.delete(table).where(where));
    if (!key) return;
    for (const [name, column] of settable) {
      const labels = column.dimensions ? [] : (column.enumValues ?? []).filter((each) => typeof each === 'string');
      if (!labels.length || labels.length > LABELS) continue;
      const more = { column: this.name(column), labels: [...labels] };
      this.add('value', at, [at], () => db.update(table).set({ [name]: this.label(column) }).where(where), more);
    }
  }

  conflicts(table, at, keys, values, set, settable) {
    if (!this.conflict) {
      if (settable) this.add('conflict', at, [at], () => this.db.insert(table).values(values).onDuplicateKeyUpdate({ set }));
      return;
    }
    for (const { columns } of keys) {
      this.add('conflict', at, [at], () => this.db.insert(table).values(values).onConflictDoNothing({ target: columns }));
    }
  }

  /** `db.query.X.findMany({ with })`, from `relations()` of 0.x and from `defineRelations()` of 1.0. */
  relational() {
    const { is, Relations } = this.orm;
    const exported = Object.values(this.exports);
    if (Relations && exported.some((each) => each && typeof each === 'object' && is(each, Relations))) {
      // Names go into the SQL: those that the code has, without what tells files apart.
      const schema = {};
      for (const [key, value] of Object.entries(this.exports)) {
        const [name, file] = key.split('\u0000');
        schema[name in schema ? `${name}_${file}` : name] = value;
      }
      this.finds(() => this.connected({ schema }), (db) => Object.values(db._.schema ?? {}).map((each) => [each.tsName, each]));
    }
    for (const relations of exported.filter((each) => isDefined(each, this.orm))) {
      this.finds(() => this.connected({ relations }), () => Object.entries(relations));
    }
  }

  finds(connect, listed) {
    try {
      const db = connect();
      for (const [key, { relations, table, dbName, name, schema }] of listed(db)) {
        const names = Object.keys(relations ?? {});
        const root = table ? this.at(table) : this.things.findIndex((each) => each.name === (dbName ?? name) && each.schema === (schema ?? ''));
        if (!names.length || root < 0 || !db.query[key]) continue;
        const others = names.flatMap((each) => [relations[each].referencedTable, relations[each].targetTable, relations[each].throughTable].filter(Boolean));
        const uses = [...new Set([root, ...others.map((each) => this.at(each))])].filter((each) => each >= 0);
        const all = Object.fromEntries(names.map((each) => [each, true]));
        const many = () => db.query[key].findMany({ with: all });
        this.add('find', root, uses, many);
        if (!this.conflict && 'mode' in db.query[key]) {
          // MariaDB knows no LATERAL: drizzle-orm's mode for PlanetScale asks without it.
          this.add('find', root, uses, () => (Object.assign(db.query[key], { mode: 'planetscale' }), many()));
        }
      }
    } catch (error) {
      this.failed.push(`relations: ${String(error?.message ?? error)}`.slice(0, 200));
    }
  }

  at(table) {
    const schema = table[Symbol.for('drizzle:Schema')] ?? '';
    const config = table[Symbol.for('drizzle:ViewBaseConfig')];
    const name = config?.name ?? table[Symbol.for('drizzle:Name')];
    return this.things.findIndex((each) => each.name === name && each.schema === (config?.schema ?? schema));
  }
}

/** True for what `defineRelations` of 1.0 makes: a table and its relations by name. */
function isDefined(value, { is, Table }) {
  if (!value || typeof value !== 'object' || is(value, Table)) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype.constructor?.name !== 'Object') return false;
  const rows = Object.values(value);
  return rows.length > 0 && rows.every((each) => each && typeof each === 'object' && each.table && typeof each.table === 'object' && each.relations && typeof each.name === 'string');
}

/** The columns without their functions, until `back()`; `computed` are those that JavaScript gives a value. */
function withoutFunctions(columns) {
  const kept = columns.map((column) => [column, column.defaultFn, column.onUpdateFn]);
  const computed = new Set(kept.filter(([column, given, updated]) => given || (updated && !column.default)).map(([column]) => column));
  for (const column of columns) column.defaultFn = column.onUpdateFn = undefined;
  return {
    computed,
    back() {
      for (const [column, given, updated] of kept) Object.assign(column, { defaultFn: given, onUpdateFn: updated });
    },
  };
}

/** `{columns, primary}` of each key that a conflict can name: no expression, no condition. */
function uniqueKeys(config, { is, SQL }) {
  const found = [];
  const add = (columns, primary = false) => {
    const names = columns.map((column) => column.name).sort().join();
    const known = found.some((each) => each.columns.map((column) => column.name).sort().join() === names);
    if (columns.length && !known) found.push({ columns, primary });
  };
  for (const key of config.primaryKeys ?? []) add(key.columns, true);
  add(config.columns.filter((column) => column.primary), true);
  for (const column of config.columns) if (column.isUnique) add([column]);
  for (const key of config.uniqueConstraints ?? []) add(key.columns);
  for (const { config: index } of config.indexes ?? []) {
    if (!index.unique || index.where) continue;
    const columns = index.columns.map((each) => config.columns.find((column) => column.name === each?.name));
    if (!index.columns.some((each) => is(each, SQL)) && columns.every(Boolean)) add(columns);
  }
  return found;
}

/** The first word of a type that isn't the engine's own: an enum's, an extension's. */
function typed(column) {
  try {
    return /^["\w.]+/.exec(column.getSQLType())?.[0].replaceAll('"', '') ?? '';
  } catch {
    return '';
  }
}

/** `{parts, params}`: the SQL between its marks, and for each mark `[column]` or `[column, 'label']`, or `{value}`. */
function split(sql, params) {
  const pieces = sql.split(OPEN);
  const parts = pieces.filter((_, index) => index % 2 === 0);
  const marks = pieces.filter((_, index) => index % 2 === 1).map((number) => params[Number(number)]);
  return { parts, params: marks.map(named) };
}

function named(param) {
  const placeholder = param && typeof param === 'object' && param.value && typeof param.value === 'object' ? param.value : param;
  if (typeof placeholder?.name === 'string' && placeholder.name.startsWith('[')) return JSON.parse(placeholder.name);
  if (param === null || ['string', 'number', 'boolean'].includes(typeof param)) return { value: param };
  if (typeof param === 'bigint') return { value: String(param) };
  throw new Error('a parameter that is no value');
}

module.exports = { queriesOf };
