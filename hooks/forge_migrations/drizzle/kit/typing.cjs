'use strict';
/**
 * What the project's own TypeScript says of files of one or two Trees when the schema is another one.
 *
 * A program is made of texts that are handed over: no checkout, no tsconfig.json, no plugin, nothing emitted.
 * Both Trees are of one program, and what is the same in both is asked once.
 */

const { Imports, Texts } = require('./seeing.cjs');
const { Host, SCRIPT } = require('./hosting.cjs');

/** Imports of imports that a type may come through. */
const DEEP = 5;
const CORES = /^drizzle-orm\/(\w+)-core(?:\/|$)/;

/** A Tree's part of what is asked. */
class Side {
  constructor(request, number, ask) {
    const { files, workspace, sources, mention } = request.sides[number];
    Object.assign(this, { request, number, sources, mention });
    this.texts = new Texts((question) => ask({ ...question, side: number }));
    this.imports = new Imports({ files: new Set(files), workspace, cwd: request.cwd, texts: this.texts });
    this.places = [];
    this.late = 0;
    /** The acts for which a file that names the table has an `any` where the name stands. */
    this.doubts = new Set();
    this.near = this.nearest();
    /** Files of constants that hold a value of an enum and are imported by who names it. */
    this.constants = new Set();
    const others = request.acts.some((act) => act.kind === 'values') ? this.throughConstants() : [];
    this.checked = [...this.near, ...others].filter((file) => SCRIPT.test(file)).slice(0, request.checked);
  }

  /** A value is also used by the name of a constant: `STATES.GONE` in a file that never writes `'gone'`. */
  throughConstants() {
    const { acts, steps, most } = this.request;
    const reached = this.imports.walk(this.sources, steps, most);
    const near = new Set(this.near);
    this.constants = new Set(this.mention.filter((file) => reached.has(file) && !near.has(file)));
    for (const act of acts) {
      if (act.kind !== 'values') continue;
      const written = new RegExp(`([\\w$]+)\\s*[:=]\\s*(['"])(?:${act.names.map(escaped).join('|')})\\2`, 'g');
      const texts = [...this.constants, ...near].map((file) => this.texts.get(file));
      act.constants = [...new Set([...(act.constants ?? []), ...texts.flatMap((text) => [...text.matchAll(written)].map((each) => each[1]))])];
    }
    const names = acts.flatMap((act) => act.constants ?? []);
    const using = this.sources.filter((file) => !near.has(file) && !this.constants.has(file) && names.some((name) => this.texts.get(file).includes(name)));
    return [...this.constants, ...using];
  }

  /** The files that mention a name and name a table, or import what does: the nearest first. */
  nearest() {
    const { steps, most } = this.request;
    const reached = this.imports.walk(this.mention, steps, most);
    this.away = this.imports.distances(reached, this.sources);
    this.whole = reached.size <= most;
    const found = this.mention.filter((each) => (this.away.get(each) ?? steps + 1) <= steps);
    return found.sort((a, b) => this.away.get(a) - this.away.get(b));
  }

  /** What a program of the checked files may hold: what they import, the nearest first. */
  choose() {
    const { schema, program } = this.request;
    const found = new Set([...schema, ...this.checked]);
    let level = [...found];
    for (let step = 0; step < DEEP && level.length && found.size < program; step += 1) {
      this.texts.load(level);
      const next = [];
      for (const each of level) {
        for (const target of this.imports.of(each).values()) {
          if (!target || found.has(target) || found.size >= program) continue;
          if (!SCRIPT.test(target) || (/x$/.test(target) && !this.away.has(target))) continue;
          found.add(target);
          next.push(target);
        }
      }
      level = next;
    }
    this.texts.load(found);
    this.allowed = found;
  }

  /** The paths that are the other side's too, with all that they import. */
  sameAs(other) {
    const schema = new Set(this.request.schema);
    const both = (target) => schema.has(target) || other.allowed.has(target) === this.allowed.has(target);
    const same = new Set([...this.allowed].filter((file) => other.allowed.has(file) && other.texts.get(file) === this.texts.get(file)));
    const targets = (side, file) => [...side.imports.of(file).values()].map((each) => each ?? '');
    for (const file of same) {
      const mine = targets(this, file);
      const theirs = targets(other, file);
      if (!mine.every((target, at) => target === theirs[at] && (!target || both(target)))) same.delete(file);
    }
    for (let changed = true; changed; ) {
      changed = false;
      for (const file of same) {
        if (targets(this, file).every((target) => !this.allowed.has(target) || schema.has(target) || same.has(target))) continue;
        same.delete(file);
        changed = true;
      }
    }
    return same;
  }

  told() {
    const { near, whole, places, late, doubts } = this;
    return { near, whole, places, late: late + Math.max(0, near.length - this.checked.length), doubts: [...doubts] };
  }
}

/** What TypeScript says of each node that has a name of the request, and which files can see the schema. */
class Typing {
  constructor(request, ask) {
    this.request = request;
    this.started = Date.now();
    this.sides = request.sides.map((_, number) => new Side(request, number, ask));
  }

  left() {
    return this.request.seconds * 1000 - (Date.now() - this.started);
  }

  answer() {
    const ts = this.request.typescript && require(this.request.typescript);
    const version = ts?.createProgram ? ts.version : '';
    const early = !this.sides.length; // nothing is asked yet: the compiler and its library are read meanwhile
    if (version && (early || this.sides.some((side) => side.checked.length))) this.look(ts);
    return { version, sides: this.sides.map((side) => side.told()) };
  }

  look(ts) {
    const { schema, acts, edits, orm, folders } = this.request;
    for (const side of this.sides) side.choose();
    for (const side of this.sides.slice(1)) side.shared = side.sameAs(this.sides[0]);
    const host = new Host({ ts, orm, folders, sides: this.sides, schema, edits, cores: this.cores() });
    const names = this.sides.flatMap((side) => [...schema, ...side.checked].filter((file) => SCRIPT.test(file)).map((file) => host.name(side.number, file)));
    const program = ts.createProgram([...new Set(names)], host.options, host.host);
    const own = { program, checker: program.getTypeChecker() };
    const { Nodes } = require('./naming.cjs');
    const nodes = new Nodes(ts, schema.map((file) => host.name(0, file)), acts);
    const known = new Map();
    for (const side of this.sides) this.ask(side, host, own, nodes, known);
  }

  /** The dialects that the files import: `pg` of `drizzle-orm/pg-core`. */
  cores() {
    const specifiers = this.sides.flatMap((side) => [...side.allowed].flatMap((file) => [...side.imports.of(file).keys()]));
    return new Set(specifiers.map((each) => CORES.exec(each)?.[1]).filter(Boolean));
  }

  ask(side, host, own, nodes, known) {
    for (const [at, file] of side.checked.entries()) {
      const name = host.name(side.number, file);
      const source = own.program.getSourceFile(name);
      if (!source) continue;
      if (!known.has(name)) {
        if (this.left() <= 0) {
          side.late = side.checked.length - at;
          return;
        }
        known.set(name, [...nodes.places(own, source)]);
      }
      for (const { act, line, doubt } of known.get(name)) {
        if (!doubt) side.places.push({ act, path: file, line });
        else if (side.away.get(file) === 0 || side.constants.has(file)) side.doubts.add(act);
      }
    }
  }
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `{ version, sides: [{ near, whole, places, late, doubts }] }`: see `drizzle/code/typed.py`. */
function uses(request, ask) {
  return new Typing(request, ask).answer();
}

module.exports = { uses };
