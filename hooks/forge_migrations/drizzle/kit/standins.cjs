'use strict';
/**
 * Values that stand in for what isn't there: a package that isn't installed, a module that throws.
 *
 * A stand-in can be called, constructed, read and spread, and gives another stand-in. Turned into
 * text it is a mark that names its origin, so that one that reaches a snapshot is recognised.
 */

const OPEN = '\u27e6stand-in ';
const CLOSE = '\u27e7';
const MARK = /\u27e6stand-in ([^\u27e7]*)\u27e7/g;

/** What a result is asked for to learn whether something failed: a stand-in never failed. */
const FAILURES = new Set(['error', 'errors', 'issues', 'then', 'catch', 'finally', 'nodeType', '$$typeof', 'cause']);

const told = new WeakMap();

/**
 * `origin` names the import, `seen(kind, origin)` is told what may hide a table or a column:
 * `spread` (its keys were listed), `maker` (it was called with columns), and of `text` (it was
 * turned into text or a number).
 */
function standIn(origin, seen = () => {}, depth = 0, called = false) {
  const mark = OPEN + origin + CLOSE;
  const children = new Map();
  // A bound function is callable and constructible and has no own property that must be shown.
  const target = function () {}.bind();
  delete target.length;
  delete target.name;
  const next = (name, byCall) => standIn(depth > 6 ? origin : origin + name, seen, depth + 1, called || byCall);
  const result = (args) => {
    if (args.some(holdsColumns)) seen('maker', origin);
    return next('()', true);
  };
  const traps = {
    get(_, key) {
      if (typeof key === 'symbol') return symbolOf(key, mark, () => seen('text', origin));
      if (key === '__esModule') return true;
      if (key === 'toString' || key === 'toJSON' || key === 'valueOf' || key === 'toLocaleString') return () => (seen('text', origin), mark);
      if (key === 'length' || key === 'size') return 0;
      if (key === 'name') return mark;
      if (key === 'prototype') return {};
      if (key === 'constructor') return Function;
      if (key === 'call') return (_this, ...args) => result(args);
      if (key === 'apply') return (_this, args) => result(args ?? []);
      if (key === 'bind') return () => value;
      if (FAILURES.has(key)) return undefined;
      if (key === 'default') return depth === 0 ? value : next('', false);
      if (!children.has(key)) children.set(key, next('.' + key, false));
      return children.get(key);
    },
    has: (_, key) => typeof key === 'string',
    set: () => true,
    defineProperty: () => true,
    deleteProperty: () => true,
    ownKeys() {
      if (depth > 0) seen('spread', origin); // `import * as all` lists the names of a whole module
      return [];
    },
    getOwnPropertyDescriptor: () => undefined,
    apply: (_, _this, args) => result(args),
    construct: (_, args) => result(args),
  };
  // `import * as all` copies a module's own names, of which there are none, and keeps its prototype.
  const inherited = depth === 0 ? new Proxy({}, { get: traps.get, has: traps.has }) : Function.prototype;
  const value = new Proxy(target, { ...traps, getPrototypeOf: () => inherited });
  told.set(value, { origin, called });
  return value;
}

function symbolOf(key, mark, told) {
  if (key === Symbol.toPrimitive) return (hint) => (told(), hint === 'number' ? NaN : mark);
  if (key === Symbol.iterator) return function* () {};
  // drizzle-orm keeps a table's name and columns under symbols: the mark then shows in the snapshot.
  if (/^drizzle:(Name|OriginalName|BaseName)$/.test(key.description ?? '')) return mark;
  if (key === Symbol.hasInstance) return () => false;
  return undefined;
}

function holdsColumns(value) {
  if (!value || typeof value !== 'object' || told.has(value)) return false;
  if (Object.getPrototypeOf(value)?.constructor?.name !== 'Object') return false; // a table, not its columns
  try {
    return Object.values(value).some((each) => each && typeof each === 'object' && each.config && each.config.columnType);
  } catch {
    return false;
  }
}

/** `{origin, called}` of a stand-in, or `undefined` for any other value. */
function origin(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function') ? told.get(value) : undefined;
}

/** The origins whose marks are in a text. */
function marks(text) {
  return [...new Set(Array.from(text.matchAll(MARK), (match) => match[1]))];
}

/** A text that is known again by its mark: what stands in for a variable of the environment. */
function placeholder(origin) {
  return OPEN + origin + CLOSE;
}

/** A text without its marks. */
function unmarked(text) {
  return text.replaceAll(MARK, '');
}

module.exports = { standIn, origin, marks, placeholder, unmarked };
