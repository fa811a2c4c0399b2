'use strict';
/**
 * What the project's own TypeScript says of files of a Tree when the schema is another one.
 *
 * A program is made of texts that are handed over: no checkout, no tsconfig.json, no plugin, nothing emitted.
 * A package's types are read where it is installed, of those packages alone that hand a schema's types on; any
 * other import is `any`, in every variant alike.
 */

const fs = require('node:fs');
const path = require('node:path');
const { Imports, Texts } = require('./seeing.cjs');

const ROOT = '/\u0001tree/';
/** Whether a file is of a module or not is its own syntax's to say: a package's manifest would be read for each. */
const MANIFEST = /[\\/]package\.json$/;
const HANDS_ON = /^(?:drizzle-orm|drizzle-zod|drizzle-valibot|drizzle-typebox|drizzle-arktype|zod|valibot|@trpc\/server|@trpc\/client)(?:\/|$)/;
const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Imports of imports that a type may come through. */
const DEEP = 5;

class Host {
  constructor({ ts, orm, folders, imports, texts, allowed }) {
    Object.assign(this, { ts, orm, folders, imports, texts, allowed });
    this.known = new Map();
    this.edits = {};
    this.lib = path.dirname(ts.getDefaultLibFilePath({}));
    this.options = {
      noEmit: true, strict: true, noImplicitAny: false, useUnknownInCatchVariables: false, skipLibCheck: true, skipDefaultLibCheck: true,
      allowJs: true, checkJs: false, jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler ?? ts.ModuleResolutionKind.Node10 ?? ts.ModuleResolutionKind.NodeJs,
      types: [], lib: ['lib.esnext.d.ts'], allowImportingTsExtensions: true, experimentalDecorators: true, esModuleInterop: true,
      resolveJsonModule: false, noLib: false,
    };
    const real = { fileExists: (file) => installed(file) && read(file) !== undefined, readFile: (file) => (installed(file) ? read(file) : undefined), directoryExists: (folder) => fs.existsSync(folder), realpath: (file) => fs.realpathSync(file), getCurrentDirectory: () => '/', getDirectories: () => [] };
    this.real = real;
    this.packages = ts.createModuleResolutionCache?.('/', (name) => name, this.options);
    this.host = {
      getSourceFile: (file, how) => this.source(file, how),
      getDefaultLibFileName: () => path.join(this.lib, 'lib.esnext.d.ts'),
      getDefaultLibLocation: () => this.lib,
      writeFile: () => undefined,
      getCurrentDirectory: () => '/',
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      fileExists: (file) => !MANIFEST.test(file) && this.text(file) !== undefined,
      readFile: (file) => this.text(file),
      directoryExists: () => true,
      getDirectories: () => [],
      resolveModuleNames: (names, from) => names.map((name) => this.resolve(name, from)),
      resolveModuleNameLiterals: (literals, from) => literals.map((each) => ({ resolvedModule: this.resolve(each.text, from) })),
      resolveTypeReferenceDirectives: (names) => names.map(() => undefined),
      resolveTypeReferenceDirectiveReferences: (names) => names.map(() => ({ resolvedTypeReferenceDirective: undefined })),
    };
  }

  text(file) {
    if (file.startsWith(ROOT)) {
      const name = file.slice(ROOT.length);
      return this.edits[name] ?? this.texts.get(name);
    }
    return file.startsWith(this.lib + path.sep) || installed(file) ? read(file) : undefined;
  }

  source(file, how) {
    const name = file.startsWith(ROOT) ? file.slice(ROOT.length) : null;
    const key = name === null ? file : file + '\0' + this.text(file);
    if (!parsed.has(key)) {
      const text = this.text(file);
      parsed.set(key, text === undefined ? undefined : this.made(file, text, how));
    }
    return parsed.get(key);
  }

  /** A file of the Tree names no other by its path: `/// <reference path>` leads out of it. */
  made(file, text, how) {
    const source = this.ts.createSourceFile(file, text, how, false);
    if (file.startsWith(ROOT)) for (const list of ['referencedFiles', 'typeReferenceDirectives', 'libReferenceDirectives']) source[list] = [];
    return source;
  }

  resolve(name, from) {
    if (from.startsWith(ROOT)) {
      const found = this.imports.resolve(name, from.slice(ROOT.length));
      if (found) return this.allowed.has(found) && SCRIPT.test(found) ? { resolvedFileName: ROOT + found, extension: this.extension(found), isExternalLibraryImport: false } : undefined;
    } else if (name.startsWith('.')) {
      return this.beside(name, from);
    }
    if (!HANDS_ON.test(name) || /(?:^|\/)\.\.(?:\/|$)/.test(name)) return undefined;
    const inner = /^drizzle-orm(?:\/(.*))?$/.exec(name);
    if (inner) return this.beside('./' + (inner[1] ?? 'index'), path.join(this.orm, 'any.ts'));
    for (const folder of this.folders) {
      const found = this.installed(name, path.join(folder, 'any.ts'));
      if (found) return found;
    }
    return undefined;
  }

  /** A relative import of an installed package's types. */
  beside(name, from) {
    const file = path.join(path.dirname(from), name);
    const stem = file.replace(/\.([cm]?)js$/, '');
    const ending = /\.([cm])js$/.exec(file)?.[1] ?? '';
    for (const each of [`${stem}.d.${ending}ts`, `${file}.d.ts`, path.join(file, 'index.d.ts')]) {
      if (this.text(each) !== undefined) return { resolvedFileName: each, extension: `.d.${ending}ts`, isExternalLibraryImport: true };
    }
    return undefined;
  }

  installed(name, from) {
    const key = path.dirname(from) + '\0' + name;
    if (!this.known.has(key)) this.known.set(key, this.lookedUp(name, from));
    return this.known.get(key);
  }

  lookedUp(name, from) {
    const found = this.ts.resolveModuleName(name, from, this.options, this.real, this.packages).resolvedModule;
    return found && /\.d\.[cm]?ts$/.test(found.resolvedFileName) ? found : undefined;
  }

  extension(file) {
    if (/\.d\.[cm]?ts$/.test(file)) return '.d.ts';
    return path.extname(file);
  }
}

function installed(file) {
  return /[\\/]node_modules[\\/]/.test(file);
}

const held = new Map();
/** Kept for the next tree of the same process, which has most of them too. */
const parsed = new Map();

function read(file) {
  if (!held.has(file)) {
    try {
      held.set(file, fs.readFileSync(file, 'utf8'));
    } catch {
      held.set(file, undefined);
    }
  }
  return held.get(file);
}

/** What TypeScript says of each node that has a name of the request, and which files can see the schema. */
class Typing {
  constructor(request, ask) {
    this.request = request;
    this.started = Date.now();
    this.texts = new Texts(ask);
    this.imports = new Imports({ files: new Set(request.files), workspace: request.workspace, cwd: request.cwd, texts: this.texts });
    this.late = 0;
    /** The acts for which a file that names the table has an `any` where the name stands. */
    this.doubts = new Set();
  }

  left() {
    return this.request.seconds * 1000 - (Date.now() - this.started);
  }

  /** The files that mention a name and name a table, or import what does: the nearest first. */
  near() {
    const { sources, mention, steps, most } = this.request;
    const reached = this.imports.walk(mention, steps, most);
    this.away = this.imports.distances(reached, sources);
    this.whole = reached.size <= most;
    const found = mention.filter((each) => (this.away.get(each) ?? steps + 1) <= steps);
    return found.sort((a, b) => this.away.get(a) - this.away.get(b));
  }

  /** What a program of these files may hold: what they import, the nearest first. */
  allowed(files) {
    const found = new Set([...this.request.schema, ...files]);
    let level = [...found];
    for (let step = 0; step < DEEP && level.length && found.size < this.request.program; step += 1) {
      this.texts.load(level);
      const next = [];
      for (const each of level) {
        for (const target of this.imports.of(each).values()) {
          if (!target || found.has(target) || found.size >= this.request.program) continue;
          if (!SCRIPT.test(target) || (/x$/.test(target) && !this.away.has(target))) continue;
          found.add(target);
          next.push(target);
        }
      }
      level = next;
    }
    return found;
  }

  program() {
    this.host.edits = this.request.edits;
    const names = [...this.request.schema, ...this.checked].filter((file) => SCRIPT.test(file)).map((file) => ROOT + file);
    const program = this.ts.createProgram(names, this.host.options, this.host.host);
    return { program, checker: program.getTypeChecker() };
  }

  answer() {
    const near = this.near();
    const said = { near, whole: this.whole, places: [], version: '', late: 0, doubts: [] };
    if (!this.request.typescript) return said;
    const ts = require(this.request.typescript);
    if (!ts.createProgram) return said;
    this.ts = ts;
    said.version = ts.version;
    if (!near.length) return said;
    this.checked = near.filter((file) => SCRIPT.test(file)).slice(0, this.request.checked);
    const allowed = this.allowed(this.checked);
    this.texts.load(allowed);
    this.host = new Host({ ts, orm: this.request.orm, folders: this.request.folders, imports: this.imports, texts: this.texts, allowed });
    const own = this.program();
    said.places = this.places(own);
    said.doubts = [...this.doubts];
    said.late = this.late + near.length - this.checked.length;
    return said;
  }

  places(own) {
    const { Nodes } = require('./naming.cjs');
    const nodes = new Nodes(this.ts, this.request.schema.map((file) => ROOT + file));
    const found = [];
    for (const [at, file] of this.checked.entries()) {
      const source = own.program.getSourceFile(ROOT + file);
      if (!source) continue;
      if (this.left() <= 0) {
        this.late = this.checked.length - at;
        break;
      }
      for (const [index, act] of this.request.acts.entries()) {
        for (const each of nodes.asked(own, source, act)) {
          if (each.doubt && this.away.get(file) === 0) this.doubts.add(index);
          if (each.doubt) continue;
          const { line, character } = source.getLineAndCharacterOfPosition(each.start);
          found.push({ act: index, path: file, line: line + 1, column: character + 1, how: each.how });
        }
      }
    }
    return found;
  }
}

/** `{ near, whole, places, version, late }`: see `drizzle/code/typed.py`. */
function uses(request, ask) {
  return new Typing(request, ask).answer();
}

module.exports = { uses };
