'use strict';
/**
 * TypeScript to a CommonJS script, by whichever transpiler the project has.
 *
 * In the order in which they are tried: esbuild (beside drizzle-kit 0.31, tsx, vite), typescript, and
 * the Babel that drizzle-kit 1.0 carries for its own loader.
 */

const fs = require('node:fs');
const path = require('node:path');
const { createRequire, SourceMap } = require('node:module');

const NAMES = { 'import.meta.url': '__forge_url', 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename', 'import.meta.env': '__forge_env' };

/** A file that can't be read as TypeScript: where and why. */
class Unreadable extends Error {
  constructor(text, file, line, column) {
    super(text);
    Object.assign(this, { file, line: line || 1, column: column || 1 });
  }
}

/** `{name, compile(text, file), lines(text, file)}`; `folders` are absolute places to look from. */
function transpiler(kit, folders) {
  const places = [kit.folder, fs.realpathSync(kit.folder), ...folders].filter(Boolean).map((each) => createRequire(path.join(each, 'package.json')));
  for (const make of [esbuild, typescript, babel]) {
    const made = make(places, kit);
    if (made) return made;
  }
  return null;
}

function found(places, name) {
  for (const place of places) {
    try {
      return place(name);
    } catch {
      continue;
    }
  }
  return null;
}

function loader(file) {
  const ext = path.extname(file);
  return { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx' }[ext] ?? 'jsx';
}

/** So many files take esbuild less time as processes of their own than its worker and the service behind that take to start. */
const FEW = 4;

function esbuild(places) {
  let { library, where } = firstEsbuild(places);
  if (!library) return null;
  let count = 0;
  const options = (file, sourcemap) => ({
    loader: loader(file),
    format: 'cjs',
    platform: 'node',
    target: 'node18',
    sourcefile: file,
    sourcemap,
    define: NAMES,
    logLevel: 'silent',
    jsx: 'transform',
    supported: { 'dynamic-import': false }, // a context of its own imports by `require` only
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  const run = (text, file, sourcemap) => {
    count += 1;
    if (count === FEW + 1 && !process.versions.bun) library = loadedEsbuild(where, true);
    try {
      return library.transformSync(text, options(file, sourcemap));
    } catch (error) {
      const first = error.errors?.[0];
      if (!first) throw error;
      throw new Unreadable(first.text, file, first.location?.line, (first.location?.column ?? 0) + 1);
    }
  };
  return {
    name: 'esbuild ' + library.version,
    library,
    compile: (text, file) => run(text, file, false).code,
    lines: (text, file) => new SourceMap(JSON.parse(run(text, file, 'external').map)),
  };
}

/** The esbuild beside drizzle-kit, else beside what brings it along: `{library, where}`. */
function firstEsbuild(places) {
  for (const host of ['', 'tsx', 'vite', '@esbuild-kit/core-utils']) {
    for (const place of places) {
      try {
        const where = (host ? createRequire(place.resolve(host + '/package.json')) : place).resolve('esbuild');
        return { library: loadedEsbuild(where, false), where };
      } catch {
        continue;
      }
    }
  }
  return {};
}

/** It decides as it is loaded whether a worker does its work; Bun waits for that for ever. */
function loadedEsbuild(where, worker) {
  const before = process.env.ESBUILD_WORKER_THREADS;
  process.env.ESBUILD_WORKER_THREADS = worker ? before ?? '' : '0';
  delete require.cache[where];
  try {
    return require(where);
  } finally {
    if (before === undefined) delete process.env.ESBUILD_WORKER_THREADS;
    else process.env.ESBUILD_WORKER_THREADS = before;
  }
}

function typescript(places) {
  const ts = found(places, 'typescript');
  if (!ts?.transpileModule) return null;
  const run = (text, file, sourceMap) => {
    const options = {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      isolatedModules: true,
      experimentalDecorators: true,
      jsx: ts.JsxEmit.React,
      allowJs: true,
      sourceMap,
    };
    const out = ts.transpileModule(text, { fileName: file, compilerOptions: options, reportDiagnostics: true });
    const first = out.diagnostics?.find((each) => each.category === ts.DiagnosticCategory.Error && each.code < 2000);
    if (first) {
      const at = first.file?.getLineAndCharacterOfPosition(first.start ?? 0);
      throw new Unreadable(ts.flattenDiagnosticMessageText(first.messageText, ' '), file, (at?.line ?? 0) + 1, (at?.character ?? 0) + 1);
    }
    return out;
  };
  return {
    name: 'typescript ' + ts.version,
    compile: (text, file) => withNames(run(text, file, false).outputText),
    lines: (text, file) => new SourceMap(JSON.parse(run(text, file, true).sourceMapText)),
  };
}

/** jiti's Babel stands inside drizzle-kit 1.0's `bin.cjs` as one CommonJS function. */
function babel(_places, kit) {
  let text;
  try {
    text = fs.readFileSync(path.join(kit.folder, 'bin.cjs'), 'utf8');
  } catch {
    return null;
  }
  const start = text.search(/var require_babel(\$\d+)? = /);
  const end = text.indexOf('//#endregion', start);
  if (start < 0 || end < 0 || !text.slice(0, start).endsWith('jiti/dist/babel.cjs\n')) return null;
  const body = text.slice(start, end);
  const name = /var (require_babel(?:\$\d+)?)/.exec(body)[1];
  const lazily = (make, made) => () => (made || make((made = { exports: {} }).exports, made), made.exports);
  const from = createRequire(path.join(kit.folder, 'bin.cjs'));
  const names = /\b(__commonJSMin|__commonJS)\b/.exec(body)[1];
  const transform = new Function(names, 'require', '__filename', '__dirname', `${body}; return ${name}();`)(lazily, from, path.join(kit.folder, 'bin.cjs'), kit.folder);
  const run = (source, file) => {
    const out = transform({ source, filename: file, ts: loader(file) !== 'jsx', jsx: loader(file) !== 'ts', interopDefault: true, async: false });
    if (out.error) {
      const at = out.error.loc ?? {};
      throw new Unreadable(out.error.message.replace(/^[^:]*: /, '').replace(/ \(\d+:\d+\)[\s\S]*$/, ''), file, at.line, (at.column ?? 0) + 1);
    }
    return out.code;
  };
  return { name: 'babel of drizzle-kit ' + kit.version, compile: (source, file) => withNames(run(source, file)), lines: () => ({ findEntry: (line) => ({ originalLine: line, originalColumn: 0 }) }) }; // jiti's Babel keeps lines
}

function withNames(code) {
  for (const [name, given] of Object.entries(NAMES)) code = code.replaceAll(name, given);
  return code.replaceAll('import.meta', '__forge_meta');
}

module.exports = { transpiler, Unreadable };
