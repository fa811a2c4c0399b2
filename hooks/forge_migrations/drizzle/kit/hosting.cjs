'use strict';
/**
 * What a TypeScript program of a Tree's files reads: the files' texts, the compiler's own library, and the types
 * of the installed packages that hand a schema on. Any other import is `any`.
 *
 * A program can hold the files of two Trees: a file is named after the side that it is of, and one that is the same
 * in both, with all that it imports, is the first side's.
 */

const fs = require('node:fs');
const path = require('node:path');

const ROOT = '/\u0001tree/';
/** Whether a file is of a module or not is its own syntax's to say: a package's manifest would be read for each. */
const MANIFEST = /[\\/]package\.json$/;
const HANDS_ON = /^(?:drizzle-orm|drizzle-zod|drizzle-valibot|drizzle-typebox|drizzle-arktype|zod|valibot|@trpc\/server|@trpc\/client)(?:\/|$)/;
const SCRIPT = /\.[cm]?[jt]sx?$/;
const CORE = /^(\w+)-core(?:[\\/]|$)/;

class Host {
  /** `sides` have `imports`, `texts`, `allowed` and, of the second one, `shared`: the paths that are the first's. */
  constructor({ ts, orm, folders, sides, schema, edits, cores }) {
    Object.assign(this, { ts, orm, folders, sides, edits, cores });
    this.schema = new Set(schema);
    this.known = new Map();
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
      jsDocParsingMode: ts.JSDocParsingMode?.ParseNone,
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

  /** What the program calls a path of a side. */
  name(side, file) {
    const first = this.schema.has(file) || this.sides[side].shared?.has(file);
    return `${ROOT}${first ? 0 : side}/${file}`;
  }

  text(file) {
    const own = apart(file);
    if (own) return this.schema.has(own.path) ? this.edits[own.path] : this.sides[own.side].texts.get(own.path);
    return file.startsWith(this.lib + path.sep) || installed(file) ? read(file) : undefined;
  }

  source(file, how) {
    const key = this.lib + '\0' + file + (apart(file) ? '\0' + this.text(file) : '');
    if (!parsed.has(key)) {
      const text = this.text(file);
      parsed.set(key, text === undefined ? undefined : this.made(file, text, how));
    }
    return parsed.get(key);
  }

  /** A file of the Tree names no other by its path: `/// <reference path>` leads out of it. */
  made(file, text, how) {
    const source = this.ts.createSourceFile(file, text, how, false);
    if (apart(file)) for (const list of ['referencedFiles', 'typeReferenceDirectives', 'libReferenceDirectives']) source[list] = [];
    return source;
  }

  resolve(name, from) {
    const own = apart(from);
    if (own) {
      const { imports, allowed } = this.sides[own.side];
      const found = imports.resolve(name, own.path);
      if (found) return allowed.has(found) && SCRIPT.test(found) ? { resolvedFileName: this.name(own.side, found), extension: extension(found), isExternalLibraryImport: false } : undefined;
    } else if (name.startsWith('.')) {
      return this.foreign(name, from) ? undefined : this.beside(name, from);
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

  /** drizzle-orm's `column-builder` chooses among the columns of all its dialects, of which a schema has one. */
  foreign(name, from) {
    if (!this.cores.size || path.dirname(from) !== this.orm) return false;
    const core = CORE.exec(path.relative(this.orm, path.join(this.orm, name)));
    return core !== null && !this.cores.has(core[1]);
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
}

/** `{ side, path }` of a Tree's file, null for any other. */
function apart(file) {
  if (!file.startsWith(ROOT)) return null;
  const rest = file.slice(ROOT.length);
  const end = rest.indexOf('/');
  return { side: Number(rest.slice(0, end)), path: rest.slice(end + 1) };
}

function extension(file) {
  return /\.d\.[cm]?ts$/.test(file) ? '.d.ts' : path.extname(file);
}

function installed(file) {
  return /[\\/]node_modules[\\/]/.test(file);
}

const held = new Map();
/** Kept for the next project of the same process, which has most of them too. */
const parsed = new Map();

function read(file) {
  if (!held.has(file)) {
    try {
      held.set(file, eased(file, fs.readFileSync(file, 'utf8')));
    } catch {
      held.set(file, undefined);
    }
  }
  return held.get(file);
}

/**
 * drizzle-orm's `drizzle({ schema })` asks that a schema is a record of anything, for which the type of every table
 * is worked out, whichever of them is asked about.
 */
function eased(file, text) {
  return /[\\/]drizzle-orm[\\/]/.test(file) ? text.replace(/\b(T\w*Schema) extends Record<string, unknown>/g, '$1 extends {}') : text;
}

module.exports = { Host, ROOT, SCRIPT };
